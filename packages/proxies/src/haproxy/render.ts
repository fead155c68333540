import type { Address, LaunchSpec, RenderContext, Route, Topology } from "@gatecrash/core";

const configuration = "haproxy.cfg";

/**
 * One JSON object a line; every field is there from 2.6 on. `ts` is the termination state, the
 * timers are ms with -1 for a phase that was never finished.
 */
const logFields = [
  '"fe":"%f"',
  '"be":"%b"',
  '"srv":"%s"',
  '"m":"%HM"',
  '"uri":"%[capture.req.uri,json(utf8s)]"',
  '"st":%ST',
  '"ts":"%tsc"',
  '"rc":"%rc"',
  '"TR":%TR',
  '"Tw":%Tw',
  '"Tc":%Tc',
  '"Tr":%Tr',
  '"Td":%Td',
  '"Ta":%Ta',
  '"B":%B',
  '"U":%U',
  '"bi":"%bi"',
  '"bp":"%bp"',
  '"bc_err":"%[bc_err_str,json(utf8s)]"',
];

/** One configuration with a frontend and a backend for each route. */
export function render({ folder, routes, topology }: RenderContext): LaunchSpec {
  const lines = [
    ...global(routes.length),
    "",
    ...defaults(topology),
    ...routes.flatMap((route) => ["", ...site(route, topology)]),
    "",
  ];
  return {
    files: { [configuration]: lines.join("\n") },
    args: ["-db", "-f", `${folder}/${configuration}`],
    logs: [
      { from: "stdout", log: "access" },
      { from: "stderr", log: "error" },
    ],
    stop_signal: "SIGUSR1",
  };
}

function global(routes: number): string[] {
  return [
    "global",
    "  log stdout format raw local0",
    // Connections to upstreams are kept per thread: with one, whether one is reused is no chance.
    "  nbthread 1",
    // Without a limit the tables are sized by the limit of descriptors, which may be a billion.
    `  maxconn ${Math.max(200, routes * 8)}`,
    "  hard-stop-after 500ms",
  ];
}

function defaults(topology: Topology): string[] {
  const { connect_ms, read_ms } = topology.timeouts;
  return [
    "defaults",
    "  mode http",
    "  log global",
    `  log-format '{${logFields.join(",")}}'`,
    `  timeout connect ${connect_ms}ms`,
    // HAProxy has one timer for both directions of the upstream connection.
    `  timeout server ${read_ms}ms`,
    "  timeout client 60s",
    `  retries ${topology.retries}`,
    ...(topology.retries > 0 && topology.upstreams > 1 ? ["  option redispatch"] : []),
    ...(topology.keepalive
      ? ["  option http-keep-alive", "  http-reuse always"]
      : ["  option http-server-close"]),
  ];
}

function site(route: Route, topology: Topology): string[] {
  const limit = topology.request_body_max_bytes;
  return [
    `frontend ${route.id}`,
    `  bind ${socket(route.front)}`,
    ...(limit > 0 ? [`  http-request deny deny_status 413 if { req.body_size gt ${limit} }`] : []),
    `  default_backend ${route.id}`,
    `backend ${route.id}`,
    "  balance roundrobin",
    ...route.upstreams.map((each, index) => `  server upstream${index + 1} ${socket(each)}`),
  ];
}

function socket({ address, port }: Address): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
