import { anyError, overHttp, rows } from "./rows.ts";

/** Reading the head of an HTTP answer. */
export const head = [
  ...rows(
    {
      protocol: "any",
      phase: "read header",
      level: "error",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "hdr-timeout",
        message:
          "upstream timed out (110: Connection timed out) while reading response header from upstream",
        says: /upstream timed out \(110: [^)]*\) while reading response header from upstream/,
      },
      {
        id: "hdr-closed",
        message:
          "upstream prematurely closed connection while reading response header from upstream",
        says: /upstream prematurely closed connection while reading response header from upstream/,
      },
      {
        id: "hdr-reset",
        message:
          "recv() failed (104: Connection reset by peer) while reading response header from upstream",
        says: /recv\(\) failed \(104: [^)]*\) while reading response header from upstream/,
      },
      {
        id: "hdr-too-big",
        message: "upstream sent too big header",
        says: /upstream sent too big header/,
      },
      {
        id: "hdr-cl-dup",
        message: 'upstream sent duplicate header line: "…: …", previous value: "…: …"',
        says: /upstream sent duplicate header line: ".*", previous value: ".*"(?!, ignored) while /,
      },
      {
        id: "hdr-cl-invalid",
        message: 'upstream sent invalid "Content-Length" header: "…: …"',
        says: /upstream sent invalid "Content-Length" header: "/,
      },
      {
        id: "hdr-dup-ignored",
        message: 'upstream sent duplicate header line: "…: …", previous value: "…: …", ignored',
        says: /upstream sent duplicate header line: ".*", previous value: ".*", ignored while /,
        level: "warn",
      },
    ],
  ),
  ...rows(
    {
      protocol: "any",
      phase: "read header",
      level: "error",
      cause: "network",
      when: { protocols: overHttp },
    },
    [
      {
        id: "hdr-recv-etimedout",
        message:
          "recv() failed (110: Connection timed out) while reading response header from upstream",
        says: /recv\(\) failed \(110: [^)]*\) while reading response header from upstream/,
      },
    ],
  ),
  ...rows(
    {
      protocol: "http, h2, grpc",
      phase: "read header",
      level: "info",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "hdr-early-hints-big",
        message: "upstream sent too big early hints",
        says: /upstream sent too big early hints/,
      },
    ],
  ),
  ...rows(
    {
      protocol: "http",
      phase: "read header",
      level: "error",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "http-no-valid-header",
        message: "upstream sent no valid HTTP/1.0 header",
        says: /upstream sent no valid HTTP\/1\.0 header/,
      },
      {
        id: "http10-early-hints",
        message: "upstream sent HTTP/1.0 response with early hints",
        says: /upstream sent HTTP\/1\.0 response with early hints/,
      },
      {
        id: "http-accepted",
        message: "An odd response head is accepted",
        line: /^\{.*"status":"\d\d\d"/,
        when: { symptoms: ["invalid-head", "invalid-status"] },
        shows: { status: [200, 499] },
        without: anyError,
        level: "none",
        known_by: "the answer in the access log, with no line in the error log",
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
        id: "http-banner-hang",
        message: "A greeting that is not HTTP, then silence: upstream timed out",
        says: /upstream timed out \(110: [^)]*\) while (?:reading upstream|sending to client)/,
        when: { symptoms: ["not-http"] },
        known_by: "its line, after bytes that are not HTTP",
      },
    ],
  ),
  ...rows(
    {
      protocol: "http, fastcgi, uwsgi, scgi",
      phase: "read header",
      level: "error",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "http-invalid-header",
        message: 'upstream sent invalid header: "…"',
        says: /upstream sent invalid header: "/,
      },
      {
        id: "hdr-cl-te",
        message: 'upstream sent "Content-Length" and "Transfer-Encoding" headers at the same time',
        says: /upstream sent "Content-Length" and "Transfer-Encoding" headers at the same time/,
      },
      {
        id: "hdr-te-unknown",
        message: 'upstream sent unknown "Transfer-Encoding": "…"',
        says: /upstream sent unknown "Transfer-Encoding": "/,
      },
    ],
  ),
];
