import { causeOf, named, shown, time, told } from "../evidence.ts";
import { defineFinding } from "../finding.ts";
import type { RouteView } from "../view.ts";

/** A person leaves, and a caller's own timer runs out, before this. `--budget` says another. */
export const usual_budget_ms = 30_000;

/** How long a client can be kept waiting at the worst: every try runs into the longest timer. */
export function worstWaitMs({ route, endpoints }: RouteView): number {
  const { connect_timeout_ms, read_timeout_ms, tries_max, retry_on, retry_time_ms } =
    route.settings;
  const servers = endpoints.filter(({ disabled, backup }) => !disabled && !backup).length;
  const limit = tries_max.value === 0 ? servers : tries_max.value;
  const connects = retry_on.value.includes("connect") ? limit : 1;
  const reads = retry_on.value.includes("timeout") ? limit : 1;
  // One that never connects, over and over, or one that connects at the last moment and is silent.
  const once = connect_timeout_ms.value + read_timeout_ms.value;
  const all = Math.max(connects * connect_timeout_ms.value, reads * once);
  if ([connect_timeout_ms, read_timeout_ms].some(({ value }) => value === 0)) return Infinity;
  return retry_time_ms.value > 0 ? Math.min(all, retry_time_ms.value + once) : all;
}

export default defineFinding({
  id: "long-wait",
  severity: "medium",
  summary: "A client can wait longer for an error than anyone has patience.",
  find: ({ routes, budget_ms = usual_budget_ms }) =>
    routes.flatMap((view) => {
      const { route } = view;
      const worst_ms = worstWaitMs(view);
      if (worst_ms <= budget_ms) return [];
      const { read_timeout_ms, tries_max, connect_timeout_ms } = route.settings;
      const slowest = told(view).toSorted((a, b) => b.elapsed_ms - a.elapsed_ms)[0];
      const wait = worst_ms === Infinity ? "for ever" : time(worst_ms);
      const longest = read_timeout_ms.value === 0 ? read_timeout_ms : connect_timeout_ms;
      const setting = read_timeout_ms.value >= connect_timeout_ms.value ? read_timeout_ms : longest;
      return [
        {
          id: "long-wait",
          severity: "medium" as const,
          title: `A silent upstream keeps clients waiting ${wait}; the budget is ${time(budget_ms)}`,
          route: route.id,
          why: `${named(connect_timeout_ms)} ${time(connect_timeout_ms.value)}, ${named(read_timeout_ms)} ${time(read_timeout_ms.value)} and ${named(tries_max)} add up. Meanwhile each waiting request holds a connection of the proxy, and whoever asked has left.`,
          cause: causeOf(setting, route.at),
          cure: `Set ${setting.directive} to a little more than the slowest answer that is still good.`,
          proven_by: slowest ? [slowest.trial.id] : [],
          evidence: slowest ? [shown(slowest)] : [],
        },
      ];
    }),
});
