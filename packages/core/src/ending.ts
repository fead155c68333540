import { z } from "zod";
import type { Ending } from "./script.ts";
import type { Symptom } from "./symptom.ts";
import { defaultTopology } from "./topology.ts";

/** A parameter of many faults; give it a default that suits. */
export const endingSchema = z
  .enum(["fin", "rst", "silence"])
  .describe("How it leaves its peer: FIN, RST, or an open connection on which nothing more comes.");

/** One variant for each ending, for faults whose only choice it is. */
export const endingVariants = {
  fin: { ending: "fin" },
  rst: { ending: "rst" },
  silence: { ending: "silence" },
} as const satisfies Record<Ending, { ending: Ending }>;

/** A parameter of many faults: the time between two writes that must not arrive as one. */
export const gapSchema = z
  .int()
  .min(0)
  .max(10_000)
  .describe("Time between what comes before and the fault, in ms; 0: they may arrive as one.");

/** What an ending shows of itself before a response head is complete. */
export function endedBeforeHead(ending: Ending, detail?: string): Symptom {
  const kind = {
    fin: "closed-before-head",
    rst: "reset-before-head",
    silence: "silent-before-head",
  } as const;
  return detail === undefined ? { kind: kind[ending] } : { kind: kind[ending], detail };
}

/**
 * What an ending shows of itself in the middle of a body; `where` says in which framing. A FIN
 * after close-delimited bytes is no fault that anyone could see (RFC 9112, section 8).
 */
export function endedInBody(ending: Ending, where: string): Symptom {
  if (ending === "silence") return { kind: "body-stalled", detail: where };
  if (where === "close" && ending === "fin") return { kind: "healthy", detail: "close-delimited" };
  return { kind: "body-cut-short", detail: `${where}-${ending}` };
}

/** What a complete answer that comes so late shows under the default topology's read timeout. */
export function answeredAfter(ms: number, detail?: string): Symptom {
  if (ms <= defaultTopology.timeouts.read_ms) return { kind: "healthy" };
  return endedBeforeHead("silence", detail);
}
