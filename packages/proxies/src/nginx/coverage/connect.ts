import { overHttp, rows } from "./rows.ts";

/** Choosing a server and connecting to it. */
export const connect = [
  ...rows(
    {
      protocol: "any",
      phase: "connect",
      level: "error",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      { id: "bal-no-live", message: "no live upstreams", says: /no live upstreams/ },
      {
        id: "bal-disabled",
        message: "upstream server temporarily disabled",
        says: /upstream server temporarily disabled/,
        level: "warn",
      },
      {
        id: "conn-refused",
        message: "connect() failed (111: Connection refused)",
        says: /connect\(\) failed \(111/,
      },
      {
        id: "conn-reset",
        message: "connect() failed (104: Connection reset by peer)",
        says: /connect\(\) failed \(104/,
      },
      {
        id: "conn-unix-enoent",
        message: "connect() to unix:… failed (2: No such file or directory)",
        says: /connect\(\) to unix:\S+ failed \(2:/,
        level: "crit",
      },
      {
        id: "conn-unix-refused",
        message: "connect() to unix:… failed (111: Connection refused)",
        says: /connect\(\) to unix:\S+ failed \(111/,
      },
      {
        id: "conn-unix-backlog",
        message: "connect() to unix:… failed (11: Resource temporarily unavailable)",
        says: /connect\(\) to unix:\S+ failed \(11:/,
      },
    ],
  ),
  ...rows(
    {
      protocol: "any",
      phase: "connect",
      level: "error",
      cause: "network",
      when: { protocols: overHttp },
    },
    [
      {
        id: "conn-hostunreach",
        message: "connect() failed (113: No route to host)",
        says: /connect\(\) failed \(113/,
      },
      {
        id: "conn-netunreach",
        message: "connect() failed (101: Network is unreachable)",
        says: /connect\(\) failed \(101/,
      },
      {
        id: "conn-kernel-timeout",
        message: "connect() failed (110: Connection timed out)",
        says: /connect\(\) failed \(110/,
      },
      {
        id: "conn-proto",
        message: "connect() failed (92: Protocol not available)",
        says: /connect\(\) failed \(92/,
        level: "alert",
      },
      {
        id: "conn-sync-hostunreach",
        message: "connect() to … failed (113: No route to host)",
        says: /connect\(\) to \S+ failed \(113/,
      },
      {
        id: "conn-sync-netunreach",
        message: "connect() to … failed (101: Network is unreachable)",
        says: /connect\(\) to \S+ failed \(101/,
      },
      {
        id: "conn-sync-prohibit",
        message: "connect() to … failed (13: Permission denied)",
        says: /connect\(\) to \S+ failed \(13:/,
        level: "crit",
      },
      {
        id: "conn-sync-blackhole",
        message: "connect() to … failed (22: Invalid argument)",
        says: /connect\(\) to \S+ failed \(22:/,
        level: "crit",
      },
      {
        id: "conn-timeout",
        message: "upstream timed out (110: Connection timed out) while connecting to upstream",
        says: /upstream timed out \(110: [^)]*\) while connecting to upstream/,
      },
    ],
  ),
  ...rows(
    {
      protocol: "any",
      phase: "connect",
      level: "alert",
      cause: "local",
      when: { protocols: overHttp },
    },
    [
      {
        id: "conn-addrnotavail",
        message: "connect() to … failed (99: Cannot assign requested address)",
        says: /connect\(\) to \S+ failed \(99/,
        level: "crit",
        because: "The machine of the proxy has no free port left.",
      },
      {
        id: "conn-socket",
        message: "socket() failed (24: Too many open files)",
        says: /socket\(\) failed \(24/,
        because: "The worker has no descriptor left; slow upstreams are only the occasion.",
      },
      {
        id: "conn-worker-conns",
        message: "… worker_connections are not enough",
        says: /\d+ worker_connections are not enough(?!, reusing)/,
        because: "`worker_connections` is too small; slow upstreams are only the occasion.",
      },
      {
        id: "conn-worker-reuse",
        message: "… worker_connections are not enough, reusing connections",
        says: /\d+ worker_connections are not enough, reusing connections/,
        level: "warn",
        because: "`worker_connections` is nearly used up; slow upstreams are only the occasion.",
      },
      {
        id: "conn-sockopt",
        message: "setsockopt(…) failed, ignored",
        says: /setsockopt\(.+\) failed, ignored/,
        feasible: false,
        because: "The kernel would have to refuse an option that it knows.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "any",
      phase: "connect",
      level: "crit",
      cause: "configuration",
      when: { protocols: overHttp },
    },
    [
      {
        id: "conn-bind",
        message: "bind(…) failed (99: Cannot assign requested address)",
        says: /bind\(\S+\) failed \(99/,
        because: "`proxy_bind` names an address that the machine does not have.",
      },
      {
        id: "conn-bind-inuse",
        message: "bind(…) failed (98: Address already in use)",
        says: /bind\(\S+\) failed \(98/,
        because: "`proxy_bind` names a port, which two requests cannot share.",
      },
    ],
  ),
];
