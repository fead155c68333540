import { shown, stated, told, wentWell } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

export default defineFinding({
  id: "hidden-dead-server",
  severity: "low",
  summary:
    "Retries hide a dead server, and nothing ever takes it out: requests pay for it for ever.",
  find: ({ routes }) =>
    routes.flatMap((view) => {
      const { route, group, endpoints } = view;
      const used = endpoints.filter(({ disabled }) => !disabled);
      if (used.length < 2) return [];
      // A backup is asked after the others: it is their failures that it hides.
      const never = used.filter(
        ({ backup, check, failures_max }) => !backup && !check && !((failures_max?.value ?? 0) > 0),
      );
      const first = never[0];
      const masked = told(view).find(
        (probe) => probe.partly && probe.trial.symptom.kind === "refused" && wentWell(probe),
      );
      if (!first || !masked) return [];
      return [
        {
          id: "hidden-dead-server",
          severity: "low" as const,
          title: `A dead server of ${group.name} stays in use for ever, and nobody notices`,
          route: route.id,
          why: "Clients get their answer from another server, but one request in so many first tries the dead one, and waits a connect timeout where it does not refuse. No check and no count of failures takes it out.",
          cause: first.failures_max?.at ?? first.at,
          cure: "Give the servers a health check, or let failures take them out for a while.",
          change: { kind: "take-dead-servers-out", route, group, path: route.request?.path ?? "/" },
          proven_by: [],
          evidence: [
            shown(masked),
            stated(
              `${never.length} of ${used.length} servers have no check and no limit of failures`,
            ),
          ],
        },
      ];
    }),
});
