import { anyError, overHttp, rows } from "./rows.ts";

/** Reading the body. */
export const body = [
  ...rows(
    {
      protocol: "any",
      phase: "read body",
      level: "error",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "body-closed",
        message: "upstream prematurely closed connection while reading upstream",
        says: /upstream prematurely closed connection while (?:reading upstream|sending to client)/,
      },
      {
        id: "body-reset",
        message: "readv() failed (104: Connection reset by peer) while reading upstream",
        says: /(?:readv|recv)\(\) failed \(104: [^)]*\) while (?:reading upstream|sending to client)/,
      },
      {
        id: "body-timeout",
        message: "upstream timed out (110: Connection timed out) while reading upstream",
        says: /upstream timed out \(110: [^)]*\) while (?:reading upstream|sending to client)/,
      },
    ],
  ),
  ...rows(
    {
      protocol: "http, uwsgi, scgi, fastcgi",
      phase: "read body",
      level: "none",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "body-eof-ok",
        message: "A body without a length that ends early is taken for complete",
        line: /^\{.*"status":"200"/,
        when: { symptoms: ["healthy/close-delimited"] },
        shows: { end: ["answered"] },
        known_by: "a complete answer, and the upstream had ended early",
      },
    ],
  ),
  ...rows(
    {
      protocol: "http, fastcgi, uwsgi, scgi",
      phase: "read body",
      level: "warn",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "body-more",
        message: 'upstream sent more data than specified in "Content-Length" header',
        says: /upstream sent more data than specified in "Content-Length" header/,
      },
    ],
  ),
  ...rows(
    {
      protocol: "http",
      phase: "read body",
      level: "error",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "body-after-chunk",
        message: "upstream sent data after final chunk",
        says: /upstream sent data after final chunk/,
        level: "warn",
      },
      {
        id: "body-after-trailer",
        message: "upstream sent data after trailers",
        says: /upstream sent data after trailers/,
        level: "warn",
      },
      {
        id: "body-bad-chunk",
        message: "upstream sent invalid chunked response",
        says: /upstream sent invalid chunked response/,
      },
      {
        id: "body-trailer-big",
        message: "upstream sent too big trailers",
        says: /upstream sent too big trailers/,
      },
      {
        id: "body-trailer-bad",
        message: 'upstream sent invalid trailer: "…"',
        says: /upstream sent invalid trailer: "/,
      },
      {
        id: "chunk-accepted",
        message: "An odd chunked body is accepted",
        line: /^\{.*"status":"200"/,
        when: {
          symptoms: ["invalid-chunk", "healthy/long-chunk-extension", "healthy/oversized-trailers"],
        },
        shows: { end: ["answered"], status: [200, 200] },
        without: anyError,
        level: "none",
        known_by: "a complete answer, with no line in the error log",
      },
    ],
  ),
  ...rows(
    {
      protocol: "http, fastcgi, uwsgi, scgi",
      phase: "read body",
      level: "warn",
      cause: "client",
      when: { protocols: overHttp },
    },
    [
      {
        id: "body-tempfile",
        message: "an upstream response is buffered to a temporary file …",
        says: /an upstream response is buffered to a temporary file /,
        because: "The client reads slower than the upstream sends.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "http, fastcgi, uwsgi, scgi",
      phase: "read body",
      level: "crit",
      cause: "local",
      when: { protocols: overHttp },
    },
    [
      {
        id: "body-disk-full",
        message: 'pwritev() "…" failed (28: No space left on device)',
        says: /pwritev?\(\) ".+" failed \(28:/,
        because: "The disk of the proxy is full.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "any",
      phase: "read body",
      level: "error",
      cause: "local",
      when: { protocols: overHttp },
    },
    [
      {
        id: "body-kevent",
        message: "kevent() reported that upstream closed connection",
        says: /kevent\(\) reported that upstream closed connection/,
        feasible: false,
        because: "Only BSD and macOS have kevent().",
      },
    ],
  ),
];
