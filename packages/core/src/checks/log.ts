import type { Check } from "./check.ts";

/** Whether the proxy's log shows one of the marks that the driver names. */
export const logCheck: Check = ({ expected, view }) => {
  if (expected.log === undefined || expected.log.length === 0) return undefined;
  const allowed = expected.log;
  const marks = [...new Set(view.logs.flatMap((line) => line.marks))];
  const found = view.logs.filter((line) => line.marks.some((mark) => allowed.includes(mark)));
  return {
    check: "log",
    // A log is complete when its proxy has ended; before that a missing line says nothing.
    status: found.length > 0 ? "pass" : view.proxy_ended ? "fail" : "unknown",
    expected: [...allowed],
    actual: marks.length > 0 ? marks.join(", ") : "no line of this trial",
    evidence: (found.length > 0 ? found : view.logs).map((line) => line.seq),
  };
};
