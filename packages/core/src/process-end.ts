import { z } from "zod";
import { endedBeforeHead, endedInBody, gapSchema } from "./ending.ts";
import { readHead, responseHead, send, sleep } from "./script.ts";
import type { Script } from "./script.ts";
import type { Symptom } from "./symptom.ts";

/** Parameters of a fault that ends the upstream process while it works on a request. */
export const processEndParams = {
  sent_bytes: z
    .int()
    .min(0)
    .max(65_536)
    .default(0)
    .describe("Bytes of the body that are sent before; 0: not even the head."),
  gap_ms: gapSchema.default(100),
};

/** Its variants: it ends before the head, and in the middle of the body. */
export const processEndVariants = {
  "before-head": { sent_bytes: 0 },
  "in-body": { sent_bytes: 64 },
} as const;

/** How far such a fault comes before the process ends. */
interface Before {
  sent_bytes: number;
}

/**
 * What it shows. The kernel closes for a process that has ended: with FIN if all that came was read,
 * as it is here; with unread bytes it would be RST.
 */
export function processEndSymptom({ sent_bytes }: Before): Symptom {
  return sent_bytes === 0 ? endedBeforeHead("fin") : endedInBody("fin", "length");
}

/** All that such a fault does before the act that ends the process. */
export function* untilProcessEnd({ sent_bytes, gap_ms }: Before & { gap_ms: number }): Script {
  yield* readHead();
  if (sent_bytes === 0) return;
  const head = responseHead(200, { "content-length": sent_bytes * 2 });
  yield* send(head + "x".repeat(sent_bytes));
  yield* sleep(gap_ms);
}
