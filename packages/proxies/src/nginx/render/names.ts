import { isWatched } from "@gatecrash/core";
import type { RenderContext, RenderedRoute, Topology } from "@gatecrash/core";
import { socket } from "./text.ts";

/**
 * The servers of a group: addresses, or a name that is looked up again and again. Names can be
 * watched only in shared memory, and by a resolver that is known before the servers.
 */
export function servers(route: RenderedRoute, context: RenderContext): string[] {
  const { topology } = route;
  return [
    ...(isWatched(topology) ? [`zone zone_${route.id} 64k;`, ...resolver(route, context)] : []),
    ...named(route).map((server, index) => `server ${server}${parameters(topology, index)};`),
  ];
}

/** What is said of a server of a group besides its address. */
function parameters({ backups, check, requests_max, upstreams }: Topology, index: number): string {
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

/** Who is asked for names, where there are any. */
export function resolver(route: RenderedRoute, context: RenderContext): string[] {
  const { resolve, timeouts } = route.topology;
  const dns = route.dns ?? context.dns;
  if (resolve === "never" || !dns) return [];
  // By default the answer says how long it may be kept. A name that is watched and was not found
  // would then be asked for again after 10 s only, which is longer than a trial.
  const kept = isWatched(route.topology) ? " valid=1s" : "";
  return [`resolver ${socket(dns)} ipv6=on${kept};`, `resolver_timeout ${timeouts.resolve_ms}ms;`];
}
