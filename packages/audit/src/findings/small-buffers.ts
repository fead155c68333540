import { causeOf, named, shown, told } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

/** Cookies of a login with a token, and headers of security policies, take as much (RFC 6265: 4 KiB a cookie). */
const usual_head_bytes = 8_192;

const enough_bytes = 16_384;

export default defineFinding({
  id: "small-buffers",
  severity: "medium",
  summary: "The head of a good answer is too large for the proxy's buffer.",
  find: ({ routes }) =>
    routes.flatMap((view) => {
      const { route } = view;
      const { head_bytes_max } = route.settings;
      if (head_bytes_max.value > usual_head_bytes) return [];
      const failed = told(view).filter(
        ({ trial, answer }) =>
          trial.symptom.kind === "oversized-head" &&
          answer?.end === "answered" &&
          answer.status === 502,
      );
      const first = failed[0];
      if (!first) return [];
      return [
        {
          id: "small-buffers",
          severity: "medium" as const,
          title: `An answer whose head has more than ${head_bytes_max.value} bytes becomes a 502`,
          route: route.id,
          why: `Cookies and policies of ordinary applications grow past ${named(head_bytes_max)}: users who are logged in get 502, others not.`,
          cause: causeOf(head_bytes_max, route.at),
          cure: `Set ${head_bytes_max.directive} to 16k.`,
          change: { kind: "raise-head-limit", route, group: view.group, bytes: enough_bytes },
          proven_by: failed.map(({ trial }) => trial.id),
          evidence: failed.slice(0, 2).map(shown),
        },
      ];
    }),
});
