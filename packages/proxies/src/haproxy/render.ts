import type { LaunchSpec, RenderContext } from "@gatecrash/core";
import { resolvers, site } from "./render/site.ts";

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

/** Where nothing is read of what passes there is less; the state has no letters for cookies. */
const unreadFields = [
  ...logFields
    .filter((field) => !/%HM|capture|%ST|%TR|%Tr|%Ta/.test(field))
    .map((field) => field.replace("%tsc", "%ts--")),
  '"Tt":%Tt',
];

const unreadFormat = `  log-format '{${unreadFields.join(",")}}'`;

/** One configuration with a frontend and a backend for each route. */
export function render(context: RenderContext): LaunchSpec {
  const { folder, routes } = context;
  const lines = [
    ...global(routes.length),
    "",
    ...defaults(),
    ...resolvers(context),
    ...routes.flatMap((route) => ["", ...site(route, context, unreadFormat)]),
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

function defaults(): string[] {
  return [
    "defaults",
    "  mode http",
    "  log global",
    `  log-format '{${logFields.join(",")}}'`,
    // Each backend has timers of its own; without these here HAProxy warns.
    "  timeout connect 5s",
    "  timeout server 5s",
    "  timeout client 60s",
  ];
}
