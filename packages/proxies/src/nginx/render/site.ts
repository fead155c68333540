import type { RenderContext, RenderedRoute } from "@gatecrash/core";
import { resolver, servers } from "./names.ts";
import { passing } from "./passing.ts";
import { internals, processing } from "./processing.ts";
import { block, socket } from "./text.ts";

/** A group of upstreams and a server that passes all requests on to it. */
export function site(route: RenderedRoute, context: RenderContext): string[] {
  const { topology } = route;
  const group = `upstream_${route.id}`;
  const byVariable = topology.resolve === "request";
  const passed = passing(route, byVariable ? "$gatecrash_name" : group, context);
  // From 1.29.7 on connections are kept even if nothing asks for it; one request each prevents it.
  const kept = topology.keepalive ? "keepalive 16;" : "keepalive_requests 1;";
  return [
    ...(byVariable ? [] : block(`upstream ${group}`, [...servers(route, context), kept])),
    ...block("server", [
      `listen ${socket(route.front)};`,
      `server_name ${route.id};`,
      `client_max_body_size ${topology.request_body_max_bytes};`,
      ...(byVariable ? resolver(route, context) : []),
      ...block("location /", [...processing(route), ...passed]),
      ...internals(route, passed, context),
    ]),
  ];
}
