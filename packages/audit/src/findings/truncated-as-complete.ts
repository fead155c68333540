import type { SymptomKind } from "@gatecrash/core";
import { shown, told } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

const broken: ReadonlySet<SymptomKind> = new Set<SymptomKind>([
  "body-cut-short",
  "body-stalled",
  "invalid-chunk",
]);

export default defineFinding({
  id: "truncated-as-complete",
  severity: "high",
  summary: "A body that was cut reaches the client as a whole one.",
  find: ({ routes }) =>
    routes.flatMap((view) => {
      const { route } = view;
      const taken = told(view).filter(
        ({ trial, answer }) =>
          broken.has(trial.symptom.kind) && answer?.end === "answered" && answer.status === 200,
      );
      const first = taken[0];
      if (!first) return [];
      return [
        {
          id: "truncated-as-complete",
          severity: "high" as const,
          title: "A body that the upstream cut short is delivered as a whole 200",
          route: route.id,
          why: "Nobody can tell that something is missing: the client keeps half a file, and a cache would hand it on.",
          cause: route.settings.cache?.at ?? route.at,
          cure: "Have the upstream announce the length or send chunks, and let the proxy keep the framing.",
          change: { kind: "keep-framing", route, group: view.group },
          proven_by: taken.map(({ trial }) => trial.id),
          evidence: taken.slice(0, 3).map(shown),
        },
      ];
    }),
});
