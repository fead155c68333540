import type { Entry } from "@gatecrash/core";
import type { Logger } from "pino";

/** Facts that whoever runs the program wants to know; all others are for debugging. */
const noted: ReadonlySet<Entry["kind"]> = new Set<Entry["kind"]>([
  "injected",
  "healed",
  "process-ended",
]);

/** Writes each fact to the log. */
export function logFacts(log: Logger): (entry: Entry) => void {
  return ({ kind, seq: _seq, ...fact }) => {
    if (kind === "trouble") log.warn(fact, kind);
    else if (noted.has(kind)) log.info(fact, kind);
    else log.debug(fact, kind);
  };
}
