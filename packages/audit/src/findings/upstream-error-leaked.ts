import { causeOf, shown, told } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

export default defineFinding({
  id: "upstream-error-leaked",
  severity: "low",
  summary: "There are error pages for clients, and the upstream's own errors pass them by.",
  find: ({ routes }) =>
    routes.flatMap((view) => {
      const { route } = view;
      const { error_pages, intercept_errors } = route.settings;
      if (error_pages.length === 0 || intercept_errors.value) return [];
      const covered = new Set(error_pages.flatMap(({ value }) => value.statuses));
      const leaked = told(view).filter(
        ({ trial, answer }) =>
          trial.symptom.kind === "error-status" &&
          answer?.status !== undefined &&
          answer.status >= 500 &&
          covered.has(answer.status),
      );
      const first = leaked[0];
      if (!first) return [];
      return [
        {
          id: "upstream-error-leaked",
          severity: "low" as const,
          title: "The upstream's own error page reaches the client, past the error page",
          route: route.id,
          why: "Such pages show stack traces, versions and names of hosts; and visitors see two kinds of error.",
          cause: causeOf(intercept_errors, error_pages[0]?.at ?? route.at),
          cure: `Set ${intercept_errors.directive} where clients should see the configured page.`,
          change: {
            ...{ kind: "intercept-errors", route, group: view.group },
            statuses: [...covered].filter((each) => each >= 500),
          },
          proven_by: leaked.map(({ trial }) => trial.id),
          evidence: leaked.slice(0, 2).map(shown),
        },
      ];
    }),
});
