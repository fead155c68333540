import { defineProxy, symptomKinds } from "@gatecrash/core";
import type { Expectation, OutcomeRule, ProxyDriver, SymptomKind } from "@gatecrash/core";

/** Two made-up proxies, so that the stored histories claim nothing about real ones. */
export const drivers: ReadonlyMap<string, ProxyDriver> = new Map([
  [
    "left",
    driverOf("left", "1.2", {
      healthy: status(200, "Nothing is wrong."),
      refused: { ...status(502, "The connection was refused."), log: ["refused"] },
      "closed-before-head": { ...status(502, "No head came."), log: ["closed"] },
      "silent-before-head": { ...status(504, "The read timer fired."), timer: "read_ms" },
      "not-http": {
        racy: [
          { end: "raw-bytes", because: "It forwards what it does not understand." },
          status(502, "It saw the end first."),
        ],
        because: "It depends on what arrives together.",
      },
      "body-stalled": { end: "no-answer", status: 200, because: "The head was already sent." },
      "early-answer": status(200, "The answer is whole."),
    }),
  ],
  [
    "right",
    driverOf("right", "3.0", {
      healthy: status(200, "Nothing is wrong."),
      refused: { ...status(503, "No server is left."), log: ["SC"] },
      "closed-before-head": status(502, "No head came."),
      "silent-before-head": { ...status(504, "The server timer fired."), timer: "read_ms" },
      "not-http": { end: "closed-without-answer", because: "It drops what it cannot parse." },
      "body-stalled": {
        end: "cut-short",
        status: 200,
        timer: "read_ms",
        because: "The head was already sent.",
      },
      "early-answer": status(200, "The answer is whole."),
    }),
  ],
]);

function status(code: number, because: string): Expectation {
  return { end: "answered", status: code, because };
}

function driverOf(
  id: string,
  line: string,
  own: Partial<Record<SymptomKind, OutcomeRule>>,
): ProxyDriver {
  const kinds = Object.keys(symptomKinds) as SymptomKind[];
  const others = kinds.map((kind) => [kind, status(502, "It is an error.")] as const);
  return defineProxy({
    id,
    summary: "A proxy for tests.",
    binary: id,
    image: id,
    version_args: ["-v"],
    pinned: [line],
    outcomes: { ...(Object.fromEntries(others) as Record<SymptomKind, OutcomeRule>), ...own },
    retries: ({ symptom }) => symptom.kind === "closed-before-head",
    render: () => ({ files: {}, args: [], logs: [], stop_signal: "SIGTERM" }),
    parseLog: () => undefined,
  });
}
