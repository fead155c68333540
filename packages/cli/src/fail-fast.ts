import { judge, observe } from "@gatecrash/core";
import type { Entry, ProxyDriver } from "@gatecrash/core";

/**
 * Ends the run at the first trial whose client got something else than expected. The proxy's log
 * is only complete at the end of a run, so nothing but the outcome is looked at here.
 */
export function failFast(
  drivers: ReadonlyMap<string, ProxyDriver>,
  abort: () => void,
): (entry: Entry) => void {
  const entries: Entry[] = [];
  let over = false;
  return (entry) => {
    entries.push(entry);
    if (entry.kind !== "trial-ended" || over) return;
    const judged = judge(observe(entries), drivers).find(
      ({ view }) => view.trial.id === entry.trial_id,
    );
    const failed = judged?.verdicts.some(
      ({ check, status }) => check === "outcome" && status === "fail",
    );
    if (!failed) return;
    over = true;
    abort();
  };
}
