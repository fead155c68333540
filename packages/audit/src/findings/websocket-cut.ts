import { causeOf, named, stated, time } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

/** Applications send a ping every 25 to 60 s, if at all. */
const quiet_ms = 120_000;

const hour_ms = 3_600_000;

export default defineFinding({
  id: "websocket-cut",
  severity: "medium",
  summary: "A quiet WebSocket is cut by a timeout that is meant for answers.",
  find: ({ routes }) =>
    routes.flatMap(({ route, group }) => {
      const { upgrade, tunnel_timeout_ms, read_timeout_ms } = route.settings;
      const timeout = tunnel_timeout_ms ?? read_timeout_ms;
      if (!upgrade.value || timeout.value === 0 || timeout.value >= quiet_ms) return [];
      if (tunnel_timeout_ms === undefined && !upgrade.at) return [];
      return [
        {
          id: "websocket-cut",
          severity: "medium" as const,
          title: `A WebSocket on which nothing moves for ${time(timeout.value)} is cut`,
          route: route.id,
          why: `${named(timeout)} also holds after the upgrade. Clients that are only quiet lose their connection, over and over, all at once.`,
          cause: causeOf(timeout, route.at),
          cure: `Give the route a ${timeout.directive} longer than the application's own ping, an hour at the most.`,
          change: { kind: "set-times", route, group, times: { tunnel_timeout_ms: hour_ms } },
          proven_by: [],
          evidence: [stated(`${named(timeout)}: ${time(timeout.value)}`)],
        },
      ];
    }),
});
