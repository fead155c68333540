import { stated, time } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

/** Requests that fail until a check has noticed are too many after this. */
const notice_ms_max = 15_000;

/** With three failures, that is. */
const sooner_ms = 3_000;

export default defineFinding({
  id: "blind-check",
  severity: "medium",
  summary: "The health check cannot see that the application fails, or sees it late.",
  find: ({ routes }) =>
    routes.flatMap(({ route, group, endpoints, front }) => {
      const checked = endpoints.find(({ check }) => check);
      const { check } = checked ?? {};
      if (!checked || !check) return [];
      const blind = check.kind === "tcp" && front.mode === "http";
      const notice_ms = check.interval_ms.value * check.fall.value;
      if (!blind && notice_ms <= notice_ms_max) return [];
      const why = blind
        ? "It only connects: an application that hangs, or that answers nothing but 500, counts as well, because its kernel still accepts."
        : `It takes ${check.fall.value} failures ${time(check.interval_ms.value)} apart, and all requests until then fail.`;
      return [
        {
          id: "blind-check",
          severity: "medium" as const,
          title: blind
            ? `The health check of ${group.name} sees no failure above TCP`
            : `The health check of ${group.name} notices a failure after ${time(notice_ms)}`,
          route: route.id,
          why,
          cause: blind ? check.at : (check.interval_ms.at ?? check.at),
          cure: blind
            ? "Ask for a page that needs what the application needs (option httpchk)."
            : "Check more often, or with fewer failures.",
          change: blind
            ? { kind: "check-with-request", route, group, path: route.request?.path ?? "/" }
            : { kind: "check-sooner", route, group, interval_ms: sooner_ms, fall: 3 },
          proven_by: [],
          evidence: [
            stated(
              `${check.kind} check, interval ${time(check.interval_ms.value)}, fall ${check.fall.value}`,
            ),
          ],
        },
      ];
    }),
});
