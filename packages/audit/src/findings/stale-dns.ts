import { stated } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

export default defineFinding({
  id: "stale-dns",
  severity: "medium",
  summary: "An upstream's name is looked up once, when the proxy starts.",
  find: ({ routes }) =>
    routes.flatMap(({ route, group, endpoints }) => {
      const once = endpoints.filter(
        ({ resolved, address }) =>
          // No DNS server is asked for this one.
          resolved === "start" && !(address.kind === "tcp" && address.host === "localhost"),
      );
      const first = once[0];
      if (first?.address.kind !== "tcp") return [];
      const { host } = first.address;
      return [
        {
          id: "stale-dns",
          severity: "medium" as const,
          title: `${host} is looked up once, at the start`,
          route: route.id,
          why: "When its address changes, as those of cloud load balancers and containers do, requests go to the old one until somebody reloads the proxy: 502, 504, or somebody else's server.",
          cause: first.at,
          cure: "Have the name looked up again: nginx with a resolver and `server … resolve` (1.27.3) or a variable, HAProxy with `resolvers`.",
          change: { kind: "look-names-up-again", route, group },
          proven_by: [],
          evidence: [stated(`${once.length} server(s) of ${group.name} by name`)],
        },
      ];
    }),
});
