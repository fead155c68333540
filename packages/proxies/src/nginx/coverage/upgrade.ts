import { overHttp, rows } from "./rows.ts";

/** Connections that were upgraded, and kept ones. */
export const upgrade = [
  ...rows(
    {
      protocol: "http",
      phase: "read body",
      level: "info",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "upg-timeout",
        message:
          "upstream timed out (110: Connection timed out) while proxying upgraded connection",
        says: /upstream timed out \(110: [^)]*\) while proxying upgraded connection/,
      },
      {
        id: "upg-reset",
        message: "recv() failed (104: Connection reset by peer) while proxying upgraded connection",
        says: /recv\(\) failed \(104: [^)]*\) while proxying upgraded connection/,
        level: "error",
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
        id: "upg-subrequest",
        message: "connection upgrade in subrequest",
        says: /connection upgrade in subrequest/,
      },
    ],
  ),
  ...rows(
    {
      protocol: "any",
      phase: "read header",
      level: "none",
      cause: "local",
      when: { protocols: overHttp },
    },
    [
      {
        id: "upg-shutdown",
        message: "worker_shutdown_timeout closes open requests",
        line: /^\{.*"status":"000"/,
        without: /connection upgrade in subrequest/,
        known_by: "status 000 in the access log",
        because: "The proxy is reloaded while a request is open.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "http",
      phase: "kept connection",
      level: "error",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "ka-retry",
        message: "A kept connection ends on reuse, and the request is sent again",
        says: /(?:upstream prematurely closed connection|(?:recv|readv|writev)\(\) failed \((?:104|32))/,
        when: { reused: true },
        shows: { status: [200, 299] },
        known_by: "its line, with 200 to the same request",
      },
      {
        id: "ka-retry-post",
        message: "A kept connection ends on reuse, and a POST is not sent again",
        says: /(?:upstream prematurely closed connection|(?:recv|readv|writev)\(\) failed \((?:104|32))/,
        when: { reused: true, methods: ["POST"] },
        shows: { status: [502, 502] },
        known_by: "its line, with 502 to the same request",
      },
      {
        id: "ka-hang",
        message: "A kept connection is silent on reuse: upstream timed out",
        says: /upstream timed out \(110/,
        when: { reused: true },
        shows: { status: [504, 504] },
        known_by: "its line, for a request on a kept connection",
      },
      {
        id: "ka-invalid",
        message: "A kept connection holds an answer that is not one: upstream sent invalid header",
        says: /upstream sent (?:invalid header|no valid HTTP\/1\.0 header)/,
        when: { reused: true },
        known_by: "its line, for a request on a kept connection",
      },
      {
        id: "ka-idle-close",
        message: "A kept connection that ends, or is written to, while idle is dropped",
        line: /^\{.*"status":"200"/,
        when: { keepalive: true, symptoms: ["healthy/then-rst", "surplus-bytes/unasked"] },
        level: "none",
        known_by: "200 to the request after the idle time, over another connection",
      },
      {
        id: "ka-then-refused",
        message: "A kept connection ends on reuse, and the next one is refused",
        says: /connect\(\) failed \(111/,
        when: { keepalive: true },
        known_by: "its line, for a request on a kept connection",
      },
    ],
  ),
];
