import { causeOf, named, shown, time, told } from "../evidence.ts";
import { defineFinding } from "../finding.ts";
import type { RouteView } from "../view.ts";

/** A person leaves, and a caller's own timer runs out, before this. `--budget` says another. */
export const usual_budget_ms = 30_000;

/** A server that does not accept within this time is not there. */
const usual_connect_ms = 2_000;

/** How often a server is connected to, and how often an answer is waited for, at most. */
function triesOf({ route, endpoints }: RouteView): { connects: number; reads: number } {
  const { tries_max, retry_on } = route.settings;
  const servers = endpoints.filter(({ disabled, backup }) => !disabled && !backup).length;
  const limit = Math.max(1, tries_max.value === 0 ? servers : tries_max.value);
  return {
    connects: retry_on.value.includes("connect") ? limit : 1,
    reads: retry_on.value.includes("timeout") ? limit : 1,
  };
}

/** How long a client can be kept waiting at the worst: every try runs into the longest timer. */
export function worstWaitMs(view: RouteView): number {
  const { connect_timeout_ms, read_timeout_ms, retry_time_ms } = view.route.settings;
  const { connects, reads } = triesOf(view);
  // One that never connects, over and over, or one that connects at the last moment and is silent.
  const once = connect_timeout_ms.value + read_timeout_ms.value;
  const all = Math.max(connects * connect_timeout_ms.value, reads * once);
  if ([connect_timeout_ms, read_timeout_ms].some(({ value }) => value === 0)) return Infinity;
  return retry_time_ms.value > 0 ? Math.min(all, retry_time_ms.value + once) : all;
}

/** The longest times that keep the worst case within a budget; a connect takes a part of it. */
function within(budget_ms: number, view: RouteView) {
  const { connect_timeout_ms, read_timeout_ms } = view.route.settings;
  const { connects, reads } = triesOf(view);
  // Whole seconds, or tenths of one where it is few: that is what people write.
  const unit = (ms: number) => (ms >= 2_000 ? 1_000 : ms >= 100 ? 100 : 1);
  const rounded = (ms: number) => Math.max(1, Math.floor(ms / unit(ms)) * unit(ms));
  const least = (wanted: number, now: number) => (now === 0 ? wanted : Math.min(now, wanted));
  const connect_ms = least(
    rounded(Math.min(usual_connect_ms, budget_ms / 4 / Math.max(connects, reads))),
    connect_timeout_ms.value,
  );
  const read_ms = least(rounded(budget_ms / reads - connect_ms), read_timeout_ms.value);
  return {
    ...(connect_ms === connect_timeout_ms.value ? {} : { connect_timeout_ms: connect_ms }),
    ...(read_ms === read_timeout_ms.value ? {} : { read_timeout_ms: read_ms }),
  };
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
          change: { kind: "set-times", route, group: view.group, times: within(budget_ms, view) },
          proven_by: slowest ? [slowest.trial.id] : [],
          evidence: slowest ? [shown(slowest)] : [],
        },
      ];
    }),
});
