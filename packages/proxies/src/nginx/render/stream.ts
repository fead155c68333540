import type { RenderContext, RenderedRoute } from "@gatecrash/core";
import { resolver, servers } from "./names.ts";
import { tls } from "./passing.ts";
import { block, quoted, socket } from "./text.ts";

/** The variables that tell what came of a connection that was passed on unread. */
const logFields: Record<string, string> = {
  server: "$gatecrash_route",
  time: "$msec",
  status: "$status",
  bytes_sent: "$bytes_sent",
  session_time: "$session_time",
  upstream_addr: "$upstream_addr",
  upstream_bytes_sent: "$upstream_bytes_sent",
  upstream_bytes_received: "$upstream_bytes_received",
  upstream_connect_time: "$upstream_connect_time",
};

/**
 * Loads the module where it is one of its own, as Debian has it: what its package wrote for it.
 * Where it is compiled in, no file fits, and nginx takes that for no mistake.
 */
export const streamModule = "include /etc/nginx/modules-enabled/*stream.conf;";

/** The block for routes that pass bytes on unread; nothing if there is none. */
export function stream(
  routes: readonly RenderedRoute[],
  accessLog: string,
  context: RenderContext,
): string[] {
  if (routes.length === 0) return [];
  const fields = Object.entries(logFields).map(([name, variable]) => `"${name}":"${variable}"`);
  return block("stream", [
    `log_format gatecrash escape=json '{${fields.join(",")}}';`,
    `access_log ${quoted(accessLog)} gatecrash;`,
    ...routes.flatMap((route) => streamSite(route, context)),
  ]);
}

function streamSite(route: RenderedRoute, context: RenderContext): string[] {
  const { topology, name, upstreams } = route;
  const { connect_ms, read_ms } = topology.timeouts;
  const group = `upstream_${route.id}`;
  const byVariable = topology.resolve === "request";
  const variable = "$gatecrash_name";
  return [
    ...(byVariable ? [] : block(`upstream ${group}`, servers(route, context))),
    ...block("server", [
      `listen ${socket(route.front)};`,
      // No name is sent on a stream, so the log could not tell the servers apart.
      `set $gatecrash_route ${route.id};`,
      ...(byVariable
        ? [...resolver(route, context), `set ${variable} ${name ?? ""}:${upstreams[0]?.port ?? 0};`]
        : []),
      `proxy_connect_timeout ${connect_ms}ms;`,
      `proxy_timeout ${read_ms}ms;`,
      `proxy_next_upstream ${topology.retries > 0 ? "on" : "off"};`,
      `proxy_next_upstream_tries ${topology.retries + 1};`,
      ...(topology.tls ? ["proxy_ssl on;", ...tls("proxy", topology, context)] : []),
      `proxy_pass ${byVariable ? variable : group};`,
    ]),
  ];
}
