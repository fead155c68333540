import type { LaunchSpec, RenderContext } from "@gatecrash/core";
import { processingOfAll } from "./render/processing.ts";
import { site } from "./render/site.ts";
import { stream, streamModule } from "./render/stream.ts";
import { block, quoted } from "./render/text.ts";

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
  const { folder, routes } = context;
  const unread = routes.filter(({ topology }) => topology.protocol === "tcp");
  const read = routes.filter(({ topology }) => topology.protocol !== "tcp");
  const sites = read.flatMap((route) => ["", ...site(route, context)]);
  const lines = [
    ...(unread.length > 0 ? [streamModule] : []),
    ...main(context),
    ...block("http", [...http(context), ...sites]),
    ...stream(unread, `${folder}/${accessLog}`, context),
    "",
  ];
  return {
    files: { [configuration]: lines.join("\n") },
    // -e: before it has read its configuration, nginx would open a log at a compiled-in path.
    // No -p: the folder of modules is named relative to the compiled-in prefix.
    args: ["-e", "stderr", "-c", `${folder}/${configuration}`],
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

function http(context: RenderContext): string[] {
  const { folder, scratch } = context;
  const fields = Object.entries(logFields).map(([name, variable]) => `"${name}":"${variable}"`);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return [
    `log_format gatecrash escape=json '{${fields.join(",")}}';`,
    `access_log ${quoted(`${folder}/${accessLog}`)} gatecrash;`,
    ...temporary.map((name) => `${name}_temp_path ${quoted(`${scratch}/${name}`)};`),
    ...processingOfAll(context),
    // An upgrade that the client asks for is passed on.
    'map $http_upgrade $gatecrash_connection { default upgrade; "" close; }',
  ];
}
