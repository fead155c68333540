import { causeOf, shown, stated, told, wentWell } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

export default defineFinding({
  id: "stale-unused",
  severity: "low",
  summary: "There is a cache, and what it holds is not used when the upstream fails.",
  find: ({ routes }) =>
    routes.flatMap((view) => {
      const { route } = view;
      const { cache } = route.settings;
      if (!cache || cache.value.stale_on_error) return [];
      const failed = told(view).find((probe) => !probe.partly && !wentWell(probe));
      return [
        {
          id: "stale-unused",
          severity: "low" as const,
          title: "The cache could answer while the upstream fails, and may not",
          route: route.id,
          why: "An expired copy is better than a 502 for most pages; by default the proxy throws it away.",
          cause: causeOf(cache, route.at),
          cure: "Let the cache answer with stale copies on errors and timeouts (proxy_cache_use_stale error timeout).",
          change: { kind: "use-stale-answers", route, group: view.group },
          proven_by: [],
          evidence: failed ? [shown(failed)] : [stated(cache.directive)],
        },
      ];
    }),
});
