import { z } from "zod";
import { defineFault } from "@gatecrash/core";

const routes = ["unreachable", "prohibit", "blackhole", "throw"] as const;

export default defineFault({
  id: "no-route",
  summary: "No route leads to the upstream: the proxy's own kernel says so at once.",
  scope: "listener",
  symptom: ({ route }) => ({ kind: "unreachable", detail: `route-${route}` }),
  params: z.strictObject({
    route: z
      .enum(routes)
      .default("throw")
      .describe(
        "Type of the route, as ip-route(8) names it; throw: as if there were none, and no default.",
      ),
  }),
  variants: Object.fromEntries(routes.map((route) => [route, { route }])),
  needs: ["firewall"],
  protocols: "any",
  below_tls: true,
  *script({ route }) {
    yield { kind: "route", route };
  },
});
