import type { Address, LaunchSpec, RenderContext, Route, Topology } from "@gatecrash/core";

/** Access log: a file, because nginx opens its logs by name and a socket cannot be opened so. */
const accessLog = "access.log";
const errorLog = "error.log";
const configuration = "nginx.conf";

/** The variables that tell what came of each try, as strings: `009` is a status here. */
const logFields: Record<string, string> = {
  server: "$server_name",
  time: "$msec",
  method: "$request_method",
  uri: "$request_uri",
  status: "$status",
  bytes_sent: "$bytes_sent",
  body_bytes_sent: "$body_bytes_sent",
  completion: "$request_completion",
  request_time: "$request_time",
  upstream_addr: "$upstream_addr",
  upstream_status: "$upstream_status",
  upstream_connect_time: "$upstream_connect_time",
  upstream_header_time: "$upstream_header_time",
  upstream_response_time: "$upstream_response_time",
  upstream_bytes_sent: "$upstream_bytes_sent",
  upstream_bytes_received: "$upstream_bytes_received",
  upstream_response_length: "$upstream_response_length",
  upstream_content_length: "$upstream_http_content_length",
  upstream_cache_status: "$upstream_cache_status",
};

/** One configuration with one server block for each route. */
export function render(context: RenderContext): LaunchSpec {
  const { folder, routes, topology } = context;
  const lines = [
    ...main(context),
    "http {",
    ...http(context).map(indent),
    ...routes.flatMap((route) => ["", ...site(route, topology)]).map(indent),
    "}",
    "",
  ];
  return {
    files: { [configuration]: lines.join("\n") },
    // -e: before it has read its configuration, nginx would open a log at a compiled-in path.
    args: ["-e", "stderr", "-p", folder, "-c", `${folder}/${configuration}`],
    logs: [
      { from: { file: accessLog }, log: "access" },
      { from: { file: errorLog }, log: "error" },
      { from: "stderr", log: "error" },
    ],
    stop_signal: "SIGQUIT",
  };
}

function main({ as_root, folder, scratch, routes }: RenderContext): string[] {
  // Each listening socket takes one of the worker's connections, each request two.
  const connections_max = Math.max(1_024, routes.length * 16);
  return [
    "daemon off;",
    "worker_processes 1;",
    // Workers of a master that runs as root would change to a user that cannot read the folder.
    ...(as_root ? ["user root;"] : []),
    `pid ${quoted(`${scratch}/nginx.pid`)};`,
    `error_log ${quoted(`${folder}/${errorLog}`)} info;`,
    "worker_shutdown_timeout 1s;",
    `events { worker_connections ${connections_max}; }`,
  ];
}

function http({ folder, scratch, topology }: RenderContext): string[] {
  const { connect_ms, send_ms, read_ms } = topology.timeouts;
  const fields = Object.entries(logFields).map(([name, variable]) => `"${name}":"${variable}"`);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return [
    `log_format gatecrash escape=json '{${fields.join(",")}}';`,
    `access_log ${quoted(`${folder}/${accessLog}`)} gatecrash;`,
    ...temporary.map((name) => `${name}_temp_path ${quoted(`${scratch}/${name}`)};`),
    `client_max_body_size ${topology.request_body_max_bytes};`,
    `proxy_connect_timeout ${connect_ms}ms;`,
    `proxy_send_timeout ${send_ms}ms;`,
    `proxy_read_timeout ${read_ms}ms;`,
    `proxy_buffering ${topology.buffering ? "on" : "off"};`,
    "proxy_http_version 1.1;",
    `proxy_set_header Connection ${topology.keepalive ? '""' : "close"};`,
    "proxy_set_header Host $http_host;",
    ...retries(topology),
  ];
}

/** What counts as a failed try is nginx's own default: error and timeout. */
function retries({ retries }: Topology): string[] {
  // Off, and not one try: only that also forbids the silent second try on a cached connection.
  if (retries === 0) return ["proxy_next_upstream off;"];
  return ["proxy_next_upstream error timeout;", `proxy_next_upstream_tries ${retries + 1};`];
}

function site(route: Route, topology: Topology): string[] {
  const group = `upstream_${route.id}`;
  return [
    `upstream ${group} {`,
    // Without max_fails=0 a failure would be remembered, and one exchange would change the next.
    ...route.upstreams.map((upstream) => indent(`server ${socket(upstream)} max_fails=0;`)),
    // From 1.29.7 on connections are kept even if nothing asks for it; one request each prevents it.
    indent(topology.keepalive ? "keepalive 16;" : "keepalive_requests 1;"),
    "}",
    "server {",
    indent(`listen ${socket(route.front)};`),
    indent(`server_name ${route.id};`),
    indent(`location / { proxy_pass http://${group}; }`),
    "}",
  ];
}

function socket({ address, port }: Address): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

function quoted(path: string): string {
  return `"${path.replaceAll(/["\\]/g, "\\$&")}"`;
}

function indent(line: string): string {
  return line === "" ? line : `  ${line}`;
}
