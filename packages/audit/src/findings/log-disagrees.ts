import { shown, told } from "../evidence.ts";
import { defineFinding } from "../finding.ts";
import type { Probe } from "../view.ts";

const success = /[" ,:=]200[" ,}]/;

/** A count of bytes that is 0 says it. */
const nothingSent = /[" ,:=]0(?:[" ,}]|$)/;

/** More lines tell of a success than there were answers. */
function overstated({ answers, after, access_lines }: Probe): boolean {
  const whole = [...answers, ...(after ? [after] : [])].filter(({ end }) => end === "answered");
  const told = access_lines.filter((line) => success.test(line) && !nothingSent.test(line));
  return told.length > whole.length;
}

export default defineFinding({
  id: "log-disagrees",
  severity: "low",
  summary: "The log says 200, and the client got nothing.",
  find: ({ routes }) =>
    routes.flatMap((view) => {
      const wrong = told(view).filter(
        (probe) => probe.answer?.end === "closed-without-answer" && overstated(probe),
      );
      const first = wrong[0];
      if (!first) return [];
      return [
        {
          id: "log-disagrees",
          severity: "low" as const,
          title: "The access log counts an answer of which the client got not a byte",
          route: view.route.id,
          why: "Dashboards made of this log show no trouble while clients see none but broken connections.",
          cause: view.route.at,
          cure: "Log how much was sent beside the status (bytes sent, completion), and count what is empty.",
          change: { kind: "log-bytes-sent", route: view.route, group: view.group },
          proven_by: wrong.map(({ trial }) => trial.id),
          evidence: wrong.slice(0, 2).map((probe) => ({
            ...shown(probe),
            log_lines: [...probe.access_lines.slice(0, 2), ...probe.log_lines.slice(0, 1)],
          })),
        },
      ];
    }),
});
