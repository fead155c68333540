import type { RenderContext, RenderedRoute, Topology } from "@gatecrash/core";
import { passing } from "./passing.ts";
import { internals, processing } from "./processing.ts";
import { block, socket } from "./text.ts";

/** A group of upstreams and a server that passes all requests on to it. */
export function site(route: RenderedRoute, context: RenderContext): string[] {
  const { topology } = route;
  const group = `upstream_${route.id}`;
  const byVariable = topology.resolve === "request";
  const passed = passing(route, byVariable ? "$gatecrash_name" : group, context);
  return [
    ...(byVariable ? [] : block(`upstream ${group}`, servers(route, context))),
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

function servers(route: RenderedRoute, context: RenderContext): string[] {
  const { topology } = route;
  const watched = isWatched(topology);
  return [
    // Names can be watched only in shared memory, and by a resolver that is known before the servers.
    ...(watched ? [`zone zone_${route.id} 64k;`, ...resolver(route, context)] : []),
    ...named(route).map((server, index) => `server ${server}${parameters(topology, index)};`),
    // From 1.29.7 on connections are kept even if nothing asks for it; one request each prevents it.
    topology.keepalive ? "keepalive 16;" : "keepalive_requests 1;",
  ];
}

/** What is said of a server of a group besides its address. */
export function parameters(topology: Topology, index: number): string {
  const { backups, check, requests_max, upstreams } = topology;
  return [
    // Without max_fails=0 a failure would be remembered, and one exchange would change the next.
    ` max_fails=${check === "passive" ? 1 : 0}`,
    ...(requests_max > 0 ? [` max_conns=${requests_max}`] : []),
    ...(index >= upstreams - backups ? [" backup"] : []),
  ].join("");
}

function named({ topology, name, upstreams }: RenderedRoute): string[] {
  if (topology.resolve === "service") return [`${name ?? ""} service=gatecrash resolve`];
  if (topology.resolve === "watched") return [`${name ?? ""}:${upstreams[0]?.port ?? 0} resolve`];
  return upstreams.map(socket);
}

function resolver(route: RenderedRoute, context: RenderContext): string[] {
  const { resolve, timeouts } = route.topology;
  const dns = route.dns ?? context.dns;
  if (resolve === "never" || !dns) return [];
  // By default the answer says how long it may be kept. A name that is watched and was not found
  // would then be asked for again after 10 s only, which is longer than a trial.
  const kept = isWatched(route.topology) ? " valid=1s" : "";
  return [`resolver ${socket(dns)} ipv6=on${kept};`, `resolver_timeout ${timeouts.resolve_ms}ms;`];
}

/** A name, or a service of it, that is looked up again and again. */
function isWatched({ resolve }: Topology): boolean {
  return resolve === "watched" || resolve === "service";
}
