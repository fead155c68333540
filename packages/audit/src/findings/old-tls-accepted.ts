import { causeOf, stated } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

const old: ReadonlySet<string> = new Set(["SSLv2", "SSLv3", "TLSv1", "TLSv1.0", "TLSv1.1"]);

export default defineFinding({
  id: "old-tls-accepted",
  severity: "medium",
  summary: "Versions of TLS that are given up are offered to an upstream.",
  find: ({ routes }) =>
    routes.flatMap(({ route, group, endpoints }) => {
      const weak = endpoints.find(({ tls }) => tls && old.has(tls.oldest_protocol.value));
      if (!weak?.tls) return [];
      const { oldest_protocol } = weak.tls;
      return [
        {
          id: "old-tls-accepted",
          severity: "medium" as const,
          title: `${oldest_protocol.value} is still offered to the upstream`,
          route: route.id,
          why: "TLS before 1.2 is broken and given up (RFC 8996); whoever stands in between can ask for it.",
          cause: causeOf(oldest_protocol, weak.at),
          cure: `Begin with TLSv1.2 (${oldest_protocol.directive}).`,
          change: { kind: "refuse-old-tls", route, group },
          proven_by: [],
          evidence: [stated(`${oldest_protocol.directive}: from ${oldest_protocol.value} on`)],
        },
      ];
    }),
});
