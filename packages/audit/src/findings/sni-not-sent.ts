import { causeOf, named, stated } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

export default defineFinding({
  id: "sni-not-sent",
  severity: "low",
  summary: "TLS is spoken to a named upstream, and the name is not sent.",
  find: ({ routes }) =>
    routes.flatMap(({ route, group, endpoints }) => {
      const unnamed = endpoints.find(
        ({ tls, address }) =>
          tls?.sni.value === "" && address.kind === "tcp" && /[a-z]/i.test(address.host),
      );
      if (!unnamed?.tls) return [];
      const { sni } = unnamed.tls;
      return [
        {
          id: "sni-not-sent",
          severity: "low" as const,
          title: `The name of ${unnamed.address.kind === "tcp" ? unnamed.address.host : ""} is not sent in the handshake`,
          route: route.id,
          why: "A server that holds several certificates, as all that stand behind a CDN or an ingress do, refuses or shows the wrong one: 502.",
          cause: causeOf(sni, unnamed.at),
          cure: `Set ${sni.directive}.`,
          change: { kind: "send-server-name", route, group },
          proven_by: [],
          evidence: [stated(`${named(sni)}: no name`)],
        },
      ];
    }),
});
