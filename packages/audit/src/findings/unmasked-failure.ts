import type { SymptomKind } from "@gatecrash/core";
import { causeOf, named, shown, told, wentWell } from "../evidence.ts";
import { defineFinding } from "../finding.ts";
import { onlyBackupsWait, waitingBackups } from "../waiting-backups.ts";

/** Before anything of an answer was passed on, another server can still be asked. */
const maskable: ReadonlySet<SymptomKind> = new Set<SymptomKind>([
  "refused",
  "unreachable",
  "connect-timeout",
  "closed-before-head",
  "reset-before-head",
]);

export default defineFinding({
  id: "unmasked-failure",
  severity: "medium",
  summary: "One server fails, others are well, and the client gets the error all the same.",
  find: ({ routes }) =>
    routes.flatMap((view) => {
      const { route, group } = view;
      const unmasked = told(view).filter(
        (probe) =>
          probe.partly &&
          probe.method === "GET" &&
          maskable.has(probe.trial.symptom.kind) &&
          !wentWell(probe),
      );
      const first = unmasked[0];
      if (!first) return [];
      if (onlyBackupsWait(view, first)) return waitingBackups(view, unmasked);
      const { retry_on, tries_max, redispatch } = route.settings;
      const once = tries_max.value === 1;
      const connected = first.trial.symptom.kind.endsWith("before-head");
      const tried = retry_on.value.includes(connected ? "closed" : "connect");
      const setting = once ? tries_max : tried && !redispatch.value ? redispatch : retry_on;
      return [
        {
          id: "unmasked-failure",
          severity: "medium" as const,
          title: `A failure of one server of ${group.name} reaches the client, though others are well`,
          route: route.id,
          why: `Another server would have answered. ${named(setting)} keeps the proxy from asking it.`,
          cause: causeOf(setting, route.at),
          cure: `Let the proxy try another server where the request was not answered (${setting.directive}).`,
          change: { kind: "retry-on-another-server", route, group },
          proven_by: unmasked.map(({ trial }) => trial.id),
          evidence: unmasked.slice(0, 3).map(shown),
        },
      ];
    }),
});
