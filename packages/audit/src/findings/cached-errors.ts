import { causeOf, stated, time } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

export default defineFinding({
  id: "cached-errors",
  severity: "medium",
  summary: "The cache keeps errors, so that a failure lasts longer than it lasts.",
  find: ({ routes }) =>
    routes.flatMap(({ route, group }) => {
      const { cache } = route.settings;
      const errors = cache?.value.statuses.filter((status) => status === 0 || status >= 500) ?? [];
      if (!cache || errors.length === 0) return [];
      const which = errors.includes(0) ? "any status" : errors.join(", ");
      return [
        {
          id: "cached-errors",
          severity: "medium" as const,
          title: `The cache keeps ${which} for ${time(cache.value.seconds * 1_000)}`,
          route: route.id,
          why: "One failed answer is handed to everybody until it expires, while the upstream is well again.",
          cause: causeOf(cache, route.at),
          cure: `Name the statuses that may be kept (${cache.directive}): 200, 301, 302, and 404 for a short time.`,
          change: { kind: "cache-good-answers-only", route, group },
          proven_by: [],
          evidence: [stated(`${cache.directive}: ${which}`)],
        },
      ];
    }),
});
