import type { Answer, SymptomKind } from "@gatecrash/core";
import { causeOf, shown, told } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

/** The proxy itself has to say what is wrong: the upstream said nothing. */
const silent: ReadonlySet<SymptomKind> = new Set<SymptomKind>([
  "refused",
  "unreachable",
  "connect-timeout",
  "closed-before-head",
  "reset-before-head",
]);

/** gRPC says with a field of its own that a call failed; the status of HTTP is 200 then. */
function failsInGrpc({ headers }: Answer): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === "grpc-status" && value !== "0");
}

/** What a proxy says of an upstream that fails. */
const failures = [502, 503, 504];

export default defineFinding({
  id: "error-page-misleads",
  severity: "high",
  summary: "A failure of the upstream is shown to the client as a success, or as another error.",
  find: ({ configuration, routes }) =>
    routes.flatMap((view) => {
      const { route } = view;
      // Another upstream that takes over gives no page about an error, but a real answer.
      const replaced = configuration.routes.some(({ after_failure }) =>
        after_failure?.routes.includes(route.id),
      );
      if (replaced) return [];
      const wrong = told(view).filter(
        ({ trial, method, answer, partly }) =>
          !partly &&
          // A copy out of the cache is what the owner asked for.
          !(route.settings.cache && (method === "GET" || method === "HEAD")) &&
          silent.has(trial.symptom.kind) &&
          answer?.end === "answered" &&
          answer.status !== undefined &&
          answer.status < 500 &&
          !failsInGrpc(answer),
      );
      const first = wrong[0];
      if (!first) return [];
      const page = route.settings.error_pages.find(({ value }) =>
        value.statuses.some((status) => failures.includes(status)),
      );
      return [
        {
          id: "error-page-misleads",
          severity: "high" as const,
          title: `An upstream that fails is shown as ${first.answer?.status ?? "a success"}`,
          route: route.id,
          why: "Callers take it for an answer, caches keep it, and monitoring counts it as well: nobody is told that the upstream is down.",
          cause: causeOf(page, route.at),
          cure: page
            ? `Keep the status in ${page.directive}.`
            : "Let the proxy say 502, 503 or 504.",
          change: page
            ? { kind: "keep-error-status", route, group: view.group, statuses: failures }
            : { by_hand: "no error page was read that would do it" },
          proven_by: wrong.map(({ trial }) => trial.id),
          evidence: wrong.slice(0, 3).map(shown),
        },
      ];
    }),
});
