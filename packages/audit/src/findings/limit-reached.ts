import { shown, told } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

/** What a visitor waits for a page. */
const queue_ms = 5_000;

export default defineFinding({
  id: "limit-reached",
  severity: "medium",
  summary:
    "With as many requests at once as the limit of connections allows, the next gets an error.",
  find: ({ routes }) =>
    routes.flatMap((view) => {
      const { route, group, endpoints } = view;
      const limited = endpoints.find(({ connections_max }) => (connections_max?.value ?? 0) > 0);
      const full = told(view).filter(
        ({ trial, answers }) =>
          trial.audited?.parallel === true &&
          answers.some(({ end, status }) => end !== "answered" || (status ?? 599) >= 500),
      );
      const first = full[0];
      if (!limited?.connections_max || !first) return [];
      const refused = first.answers.filter(
        ({ status, end }) => end !== "answered" || (status ?? 599) >= 500,
      );
      const { connections_max } = limited;
      return [
        {
          id: "limit-reached",
          severity: "medium" as const,
          title: `More than ${connections_max.value} requests at once to a server of ${group.name} end in ${refused[0]?.status ?? "no answer"}`,
          route: route.id,
          why: `${refused.length} of ${first.answers.length} requests failed though the upstream was only slow: there is no queue, or its time is too short.`,
          cause: connections_max.at ?? limited.at,
          cure: "Allow more connections, or give requests time in a queue.",
          change: { kind: "set-times", route, group, times: { queue_timeout_ms: queue_ms } },
          proven_by: full.map(({ trial }) => trial.id),
          evidence: [shown(first)],
        },
      ];
    }),
});
