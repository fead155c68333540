import { shown, told } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

export default defineFinding({
  id: "upload-lost",
  severity: "medium",
  summary: "An upstream answers an upload early, and the client never sees the answer.",
  find: ({ routes }) =>
    routes.flatMap((view) => {
      const lost = told(view).filter(
        ({ trial, answer, method }) =>
          method !== "GET" &&
          trial.symptom.kind === "early-answer" &&
          !(answer?.end === "answered" && answer.status === trial.symptom.status),
      );
      const first = lost[0];
      if (!first) return [];
      const { request_buffering, error_pages } = view.route.settings;
      const { status } = first.trial.symptom;
      const page = error_pages.find(({ value }) => value.statuses.includes(status ?? 0));
      return [
        {
          id: "upload-lost",
          severity: "medium" as const,
          title: `An early ${first.trial.symptom.status ?? "answer"} of the upstream does not reach the client`,
          route: view.route.id,
          why: "The upstream says what is wrong with the upload before it has all of it; the client gets another error, or none.",
          cause: page?.at ?? request_buffering.at ?? view.route.at,
          cure: page
            ? `Leave ${status} out of ${page.directive}, or keep the status there.`
            : "Let the proxy take the whole request first, or let the upstream read it before it closes.",
          change: page
            ? {
                ...{ kind: "leave-out-of-error-pages", route: view.route, group: view.group },
                status: status ?? 0,
              }
            : { kind: "buffer-requests", route: view.route, group: view.group },
          proven_by: lost.map(({ trial }) => trial.id),
          evidence: lost.slice(0, 2).map(shown),
        },
      ];
    }),
});
