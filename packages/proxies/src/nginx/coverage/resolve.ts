import { overHttp, rows } from "./rows.ts";

/** Looking up a name at run time. */
export const resolve = [
  ...rows(
    {
      protocol: "any",
      phase: "resolve",
      level: "error",
      cause: "resolver",
      when: { protocols: overHttp },
    },
    [
      {
        id: "res-http-failed",
        message: "… could not be resolved (…: …)",
        says: /.+ could not be resolved \(\d+: /,
        when: { resolve: ["request"] },
      },
    ],
  ),
  ...rows(
    {
      protocol: "any",
      phase: "resolve",
      level: "error",
      cause: "configuration",
      when: { protocols: overHttp },
    },
    [
      {
        id: "res-no-resolver",
        message: "no resolver defined to resolve …",
        says: /no resolver defined to resolve (?!names at run time)/,
        because: "The configuration names no resolver.",
      },
      {
        id: "res-no-port",
        message: 'no port in upstream "…"',
        says: /no port in upstream "/,
        because: "The address that the configuration builds has no port.",
      },
      {
        id: "res-bad-url",
        message: '… in upstream "…"',
        says: /(?:no host|invalid port|invalid host|invalid IPv6 address) in upstream "/,
        because: "The address that the configuration builds is not one.",
      },
      {
        id: "res-bad-prefix",
        message: 'invalid URL prefix in "…"',
        says: /invalid URL prefix in ".*"/,
        because: "The URL that the configuration builds has no scheme.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "http, h2",
      phase: "resolve",
      level: "error",
      cause: "configuration",
      when: { protocols: overHttp },
    },
    [
      {
        id: "res-zero-uri",
        message: "zero length URI to proxy",
        says: /zero length URI to proxy/,
        because: "The URL that the configuration builds is empty.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "http",
      phase: "resolve",
      level: "alert",
      cause: "local",
      when: { protocols: overHttp },
    },
    [
      {
        id: "res-no-conf",
        message: "no upstream configuration",
        says: /no upstream configuration/,
        feasible: false,
        because: "No valid configuration leads there.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "tcp",
      phase: "connect",
      level: "error",
      cause: "configuration",
      when: { protocols: ["tcp"] },
    },
    [
      {
        id: "res-local-invalid",
        message: 'invalid local address "…"',
        says: /invalid local address ".*"/,
        because: "`proxy_bind` is given something that is no address.",
      },
    ],
  ),
  ...rows({ protocol: "any", phase: "resolve", level: "emerg", cause: "resolver" }, [
    {
      id: "cfg-host-not-found",
      message: 'host not found in upstream "…" in …:…',
      says: /host not found in upstream "/,
    },
  ]),
  ...rows({ protocol: "any", phase: "resolve", level: "emerg", cause: "configuration" }, [
    {
      id: "cfg-no-servers",
      message: "no servers are inside upstream in …:…",
      says: /no servers are inside upstream in .*:/,
      because: "The configuration has a group without servers.",
    },
    {
      id: "cfg-resolve-zone",
      message: 'resolving names at run time requires upstream "…" in …:… to be in shared memory',
      says: /resolving names at run time requires upstream "/,
      because: "The configuration asks for names at run time and gives no zone.",
    },
    {
      id: "cfg-resolve-resolver",
      message: 'no resolver defined to resolve names at run time in upstream "…" in …:…',
      says: /no resolver defined to resolve names at run time in upstream ".*" in .*:/,
      because: "The configuration asks for names at run time and names no resolver.",
    },
  ]),
];
