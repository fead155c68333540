import { shown, time, told, wentWell } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

export default defineFinding({
  id: "group-taken-out",
  severity: "high",
  summary: "After one failure there is no server left for a while, though all are well again.",
  find: ({ routes }) =>
    routes.flatMap((view) => {
      const { route, group, endpoints } = view;
      // Health checks take as long as they take, and one server alone is never left out.
      const counted = endpoints.some(({ failures_max }) => (failures_max?.value ?? 0) > 0);
      if (!counted || endpoints.length < 2) return [];
      const stuck = told(view).filter((probe) => probe.after && !wentWell({ answer: probe.after }));
      const first = stuck.find(({ partly }) => partly) ?? stuck[0];
      if (!first) return [];
      const server = endpoints.find(({ out_ms }) => out_ms) ?? endpoints[0];
      const { failures_max, out_ms } = server ?? {};
      const back = out_ms ? ` for ${time(out_ms.value)} (${out_ms.directive})` : "";
      return [
        {
          id: "group-taken-out",
          severity: "high" as const,
          title: `One failed request takes all servers of ${group.name} out${back}`,
          route: route.id,
          why: `The upstream was well again, and the next request still failed: the proxy had counted ${failures_max ? `${failures_max.value} failure(s), ` : ""}and asks nobody until the time is over. A short hiccup becomes an outage.`,
          cause: failures_max?.at ?? out_ms?.at ?? server?.at ?? group.at,
          cure: "Allow more failures in a shorter time, or leave the decision to health checks.",
          change: {
            ...{ kind: "tolerate-failures", route, group },
            failures: Math.max(3, 2 * (failures_max?.value ?? 1)),
            out_ms: Math.min(2_000, out_ms?.value ?? 2_000),
          },
          proven_by: stuck.map(({ trial }) => trial.id),
          evidence: stuck.slice(0, 3).map(shown),
        },
      ];
    }),
});
