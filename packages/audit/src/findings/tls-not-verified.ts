import { causeOf, named, shown, stated, told, wentWell } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

export default defineFinding({
  id: "tls-not-verified",
  severity: "high",
  summary: "TLS is spoken to an upstream whose certificate nobody looks at.",
  find: ({ routes }) =>
    routes.flatMap((view) => {
      const { route, group, endpoints } = view;
      const blind = endpoints.find(({ tls }) => tls && !tls.verify.value);
      if (!blind?.tls) return [];
      const { verify } = blind.tls;
      const passed = told(view).find(
        (probe) => probe.trial.symptom.kind === "untrusted-certificate" && wentWell(probe),
      );
      return [
        {
          id: "tls-not-verified",
          severity: "high" as const,
          title: `Anybody can be ${group.name}: its certificate is not verified`,
          route: route.id,
          why: `${named(verify)} is off: an expired, self-signed or stolen certificate passes, and so does whoever stands in between.`,
          cause: causeOf(verify, blind.at),
          cure: `Turn ${verify.directive} on, and name the authority and the host that are expected.`,
          change: { kind: "verify-tls", route, group },
          proven_by: passed ? [passed.trial.id] : [],
          evidence: passed ? [shown(passed)] : [stated(`${named(verify)}: off`)],
        },
      ];
    }),
});
