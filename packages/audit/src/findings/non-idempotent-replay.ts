import { causeOf, shown, told } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

const doesWork = new Set(["POST", "PATCH", "LOCK"]);

export default defineFinding({
  id: "non-idempotent-replay",
  severity: "high",
  summary: "A POST or PATCH that an upstream had read is sent again.",
  find: ({ routes }) =>
    routes.flatMap((view) => {
      const replayed = told(view).filter(
        // A good answer can command a further request (X-Accel-Redirect): that is no replay.
        ({ trial, method, requests_seen }) =>
          trial.symptom.kind !== "healthy" && doesWork.has(method) && requests_seen > 1,
      );
      const worst = replayed.toSorted((a, b) => b.requests_seen - a.requests_seen)[0];
      if (!worst) return [];
      const { route } = view;
      const { retry_non_idempotent, retry_on } = route.settings;
      const setting = retry_non_idempotent.at ? retry_non_idempotent : retry_on;
      return [
        {
          id: "non-idempotent-replay",
          severity: "high" as const,
          title: `One ${worst.method} of a client reached upstreams ${worst.requests_seen} times`,
          route: route.id,
          why: "The upstream had read the request and may have done its work before it failed: an order is placed twice, a payment is made twice.",
          cause: causeOf(setting, route.at),
          cure: `Take from ${setting.directive} what makes the proxy try again after the request was sent; a failed connect may stay.`,
          change: { kind: "retry-idempotent-only", route, group: view.group },
          proven_by: replayed.map(({ trial }) => trial.id),
          evidence: replayed.slice(0, 3).map(shown),
        },
      ];
    }),
});
