import { addressText, isUnixSocket } from "@gatecrash/core";
import type { Address, RenderContext, RenderedRoute, Topology } from "@gatecrash/core";

/** A frontend and a backend; `unreadFormat` is the line for the log where nothing is read. */
export function site(route: RenderedRoute, context: RenderContext, unreadFormat: string): string[] {
  const { topology } = route;
  const limit = topology.request_body_max_bytes;
  const tcp = topology.protocol === "tcp";
  return [
    `frontend ${route.id}`,
    ...(tcp ? ["  mode tcp", unreadFormat] : []),
    `  bind ${socket(route.front)}`,
    ...(limit > 0 && !tcp
      ? [`  http-request deny deny_status 413 if { req.body_size gt ${limit} }`]
      : []),
    `  default_backend ${route.id}`,
    ...(topology.protocol === "fastcgi" ? fastcgi(route, topology) : []),
    `backend ${route.id}`,
    ...(tcp ? ["  mode tcp"] : []),
    // Only a server that was chosen for its client has a queue of its own, which can be full.
    `  balance ${topology.queue_max > 0 ? "source" : "roundrobin"}`,
    ...timers(topology),
    ...retrying(topology),
    ...(tcp ? [] : reuse(topology)),
    ...checking(topology),
    ...(topology.protocol === "fastcgi" ? [`  use-fcgi-app app_${route.id}`] : []),
    ...servers(route, context),
  ];
}

/** The lane's DNS, and those that routes have of their own. */
export function resolvers({ dns, routes }: RenderContext): string[] {
  const named = routes.filter(({ topology }) => topology.resolve !== "never");
  const [first] = named.filter((route) => !route.dns);
  return [
    ...(dns && first ? section("lane", dns, first.topology) : []),
    ...named.flatMap(({ id, dns: own, topology }) => (own ? section(id, own, topology) : [])),
  ];
}

/** Asked anew each second (the default), with nothing remembered that it no longer says. */
function section(id: string, dns: Address, { timeouts }: Topology): string[] {
  const hold = ["nx", "obsolete", "other", "refused", "timeout", "valid"];
  return [
    "",
    `resolvers ${id}`,
    `  nameserver dns ${socket(dns)}`,
    "  resolve_retries 1",
    "  timeout resolve 1s",
    `  timeout retry ${timeouts.resolve_ms}ms`,
    ...hold.map((kind) => `  hold ${kind} 0s`),
  ];
}

function timers({ timeouts, protocol }: Topology): string[] {
  const { connect_ms, read_ms, queue_ms, body_ms } = timeouts;
  return [
    `  timeout connect ${connect_ms}ms`,
    `  timeout queue ${queue_ms}ms`,
    ...(body_ms === undefined ? [] : [`  http-response wait-for-body time ${body_ms}ms`]),
    // HAProxy has one timer for both directions of the upstream connection.
    `  timeout server ${read_ms}ms`,
    ...(protocol === "tcp" ? [] : [`  timeout tunnel ${read_ms}ms`]),
  ];
}

function retrying({ retries, retry_on, upstreams }: Topology): string[] {
  return [
    `  retries ${retries}`,
    ...(retry_on === "no-head" ? ["  retry-on conn-failure empty-response response-timeout"] : []),
    ...(retries > 0 && upstreams > 1 ? ["  option redispatch"] : []),
  ];
}

function reuse({ keepalive }: Topology): string[] {
  return keepalive
    ? ["  option http-keep-alive", "  http-reuse always"]
    : ["  option http-server-close"];
}

function fastcgi({ id }: RenderedRoute, { keepalive }: Topology): string[] {
  return [`fcgi-app app_${id}`, "  docroot /srv", `  ${keepalive ? "" : "no "}option keep-conn`];
}

function servers(route: RenderedRoute, context: RenderContext): string[] {
  const options = [
    ...protocol(route.topology),
    ...tls(route.topology, context),
    ...limits(route.topology),
  ];
  const { name, topology, upstreams } = route;
  const checked = [...options, ...check(topology)];
  const suffix = checked.map((word) => ` ${word}`).join("");
  if (topology.resolve !== "never") {
    const port = upstreams[0]?.port ?? 0;
    // A service says its port itself.
    const where =
      topology.resolve === "service" ? `_gatecrash._tcp.${name ?? ""}` : `${name ?? ""}:${port}`;
    const found = `${where} resolvers ${route.dns ? route.id : "lane"}`;
    // Nothing but the lane's DNS is asked, so there is no address until that has answered.
    const { length } = upstreams;
    const server = length === 1 ? "server upstream1" : `server-template upstream 1-${length}`;
    return [`  ${server} ${found} init-addr none${suffix}`];
  }
  const active = upstreams.length - topology.backups;
  return upstreams.map((each, index) => {
    const words = index < active ? checked : [...options, "backup"];
    return ["  server", `upstream${index + 1}`, socket(each), ...words].join(" ");
  });
}

/** Every result that differs from the one before is logged. */
function checking({ check, timeouts }: Topology): string[] {
  if (check === "never") return [];
  return [
    "  option log-health-checks",
    `  timeout check ${timeouts.connect_ms}ms`,
    ...(check === "http" ? ["  option httpchk GET /healthz", "  http-check disable-on-404"] : []),
  ];
}

/** One failure takes a server out, and what it was working on is ended. */
function check({ backups, check: how, timeouts, protocol: spoken }: Topology): string[] {
  if (how === "never") return [];
  // Without a check of its own HAProxy does not watch requests.
  const way =
    how === "passive"
      ? [`observe ${spoken === "tcp" ? "layer4" : "layer7"}`, "error-limit 1", "on-error mark-down"]
      : ["fall 1"];
  const back = backups > 0 ? ["on-marked-up shutdown-backup-sessions"] : [];
  const often = [`inter ${timeouts.connect_ms}ms`, "rise 1"];
  return ["check", ...often, ...way, "on-marked-down shutdown-sessions", ...back];
}

function limits({ requests_max, queue_max }: Topology): string[] {
  return [
    ...(requests_max > 0 ? [`maxconn ${requests_max}`] : []),
    ...(queue_max > 0 ? [`maxqueue ${queue_max}`] : []),
  ];
}

function protocol({ protocol }: Topology): string[] {
  if (protocol === "h2" || protocol === "grpc") return ["proto h2"];
  return protocol === "fastcgi" ? ["proto fcgi"] : [];
}

function tls(topology: Topology, { authority_file }: RenderContext): string[] {
  const wanted = topology.tls;
  if (!wanted) return [];
  const verify =
    wanted.verify && authority_file !== undefined
      ? ["verify required", `ca-file ${authority_file}`, "verifyhost upstream.test"]
      : ["verify none"];
  // Without alpn HAProxy names no protocol in the handshake, and speaks HTTP/2 all the same.
  const alpn = topology.protocol === "h2" || topology.protocol === "grpc" ? ["alpn h2"] : [];
  return ["ssl", ...verify, ...alpn, ...(wanted.sni ? ["sni str(upstream.test)"] : [])];
}

function socket(at: Address): string {
  return isUnixSocket(at) ? `unix@${at.address}` : addressText(at);
}
