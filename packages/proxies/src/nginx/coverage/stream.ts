import { anyError, rows } from "./rows.ts";

/** Bytes that are passed on unread. */
export const stream = [
  ...rows(
    {
      protocol: "tcp",
      phase: "connect",
      level: "error",
      cause: "upstream",
      when: { protocols: ["tcp"] },
    },
    [
      {
        id: "stream-refused",
        message: "connect() failed (111: Connection refused) while connecting to upstream",
        says: /connect\(\) failed \(111/,
      },
      { id: "stream-nolive", message: "no live upstreams", says: /no live upstreams/ },
      {
        id: "stream-buffered",
        message: "buffered data on next upstream",
        says: /buffered data on next upstream/,
        feasible: false,
        because:
          "It takes bytes that wait in the moment of a failover, which no script can aim at.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "tcp",
      phase: "connect",
      level: "error",
      cause: "network",
      when: { protocols: ["tcp"] },
    },
    [
      {
        id: "stream-timeout",
        message: "upstream timed out (110: Connection timed out) while connecting to upstream",
        says: /upstream timed out \(110: [^)]*\) while connecting to upstream/,
      },
    ],
  ),
  ...rows(
    {
      protocol: "tcp",
      phase: "tls",
      level: "error",
      cause: "upstream",
      when: { protocols: ["tcp"] },
    },
    [
      {
        id: "stream-tls-timeout",
        message: "The TLS handshake is never completed, and nothing is logged",
        line: /^\{.*"status":"502"/,
        when: { tls: true, symptoms: ["tls-silent"] },
        without: anyError,
        level: "none",
        known_by: "502 in the access log, and no line in the error log",
      },
      {
        id: "stream-tls-fail",
        message: "SSL_do_handshake() failed (SSL: ...) while SSL handshaking to upstream",
        says: /SSL_do_handshake\(\) failed/,
      },
      {
        id: "stream-verify",
        message: "upstream SSL certificate verify error: (…:…)",
        says: /upstream SSL certificate verify error: \(.*:.*\)/,
      },
      {
        id: "stream-name",
        message: 'upstream SSL certificate does not match "…"',
        says: /upstream SSL certificate does not match ".*"/,
      },
    ],
  ),
  ...rows(
    {
      protocol: "tcp",
      phase: "resolve",
      level: "error",
      cause: "configuration",
      when: { protocols: ["tcp"] },
    },
    [
      {
        id: "stream-noresolver",
        message: "no resolver defined to resolve …",
        says: /no resolver defined to resolve /,
        because: "The configuration names no resolver.",
      },
      {
        id: "stream-noport",
        message: 'no port in upstream "…"',
        says: /no port in upstream "/,
        because: "The address that the configuration builds has no port.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "tcp",
      phase: "resolve",
      level: "error",
      cause: "resolver",
      when: { protocols: ["tcp"] },
    },
    [
      {
        id: "stream-resolve",
        message: "… could not be resolved (…: …)",
        says: /.+ could not be resolved \(\d+: /,
      },
    ],
  ),
  ...rows(
    {
      protocol: "tcp",
      phase: "read body",
      level: "error",
      cause: "upstream",
      when: { protocols: ["tcp"] },
    },
    [
      {
        id: "stream-idle",
        message: "connection timed out (110: Connection timed out)",
        says: /connection timed out \(110/,
        level: "info",
      },
      {
        id: "stream-reset",
        message:
          "recv() failed (104: Connection reset by peer) while proxying and reading from upstream",
        says: /recv\(\) failed \(104: [^)]*\) while proxying and reading from upstream/,
      },
      {
        id: "stream-fin",
        message: "upstream disconnected, bytes from/to client: …",
        says: /upstream disconnected, bytes from\/to client:/,
        level: "info",
      },
      {
        id: "stream-udp-timeout",
        message: "upstream timed out over UDP: fewer replies than proxy_responses",
        says: /upstream timed out \(110.*, udp client: /,
      },
      {
        id: "stream-udp-refused",
        message: "recv() failed (111: Connection refused) over UDP",
        says: /recv\(\) failed \(111.*, udp client: /,
      },
    ],
  ),
  ...rows(
    {
      protocol: "tcp",
      phase: "send request",
      level: "error",
      cause: "local",
      when: { protocols: ["tcp"] },
    },
    [
      {
        id: "stream-pp",
        message: "could not send PROXY protocol header at once",
        says: /could not send PROXY protocol header at once/,
        feasible: false,
        because: "The send buffer would have to be full before the first byte.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "tcp",
      phase: "read body",
      level: "info",
      cause: "local",
      when: { protocols: ["tcp"] },
    },
    [
      {
        id: "stream-shutdown",
        message: "disconnected on shutdown, or shutdown timeout",
        says: /(?:disconnected on shutdown|shutdown timeout)/,
        because: "The worker ends while a connection is open.",
      },
    ],
  ),
];
