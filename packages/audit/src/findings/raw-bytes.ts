import { shown, told } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

export default defineFinding({
  id: "raw-bytes",
  severity: "low",
  summary: "Bytes of an upstream that are no HTTP reach the client as they are.",
  find: ({ routes }) =>
    routes.flatMap((view) => {
      const raw = told(view).filter(({ answer }) => answer?.end === "raw-bytes");
      const first = raw[0];
      if (!first) return [];
      return [
        {
          id: "raw-bytes",
          severity: "low" as const,
          title: "What is no HTTP reaches the client, without a status",
          route: view.route.id,
          why: "The proxy takes an answer without a status line for HTTP/0.9, a success: no error, no retry, no error page. A wrong port or a banner shows as bytes in the browser.",
          cause: view.route.at,
          cure: "Nothing in the configuration prevents it; watch for the status 009 in the log.",
          change: { by_hand: "no directive changes it" },
          proven_by: [first.trial.id],
          evidence: raw.slice(0, 2).map(shown),
        },
      ];
    }),
});
