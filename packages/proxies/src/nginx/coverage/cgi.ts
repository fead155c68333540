import { rows } from "./rows.ts";

/** uwsgi, SCGI and memcached. */
export const cgi = [
  ...rows(
    {
      protocol: "uwsgi",
      phase: "read header",
      level: "error",
      cause: "upstream",
      when: { protocols: ["uwsgi"] },
    },
    [
      {
        id: "uwsgi-status",
        message: 'upstream sent invalid status "…"',
        says: /upstream sent invalid status "/,
      },
      {
        id: "uwsgi-not-http",
        message: "A first line that is not a status line is read as a header field",
        line: /^\{.*"status":"(?:200|302)"/,
        when: { symptoms: ["not-http"] },
        level: "none",
        known_by: "200 in the access log to bytes that are not HTTP",
      },
    ],
  ),
  ...rows(
    {
      protocol: "uwsgi",
      phase: "read body",
      level: "none",
      cause: "upstream",
      when: { protocols: ["uwsgi"] },
    },
    [
      {
        id: "uwsgi-chunked-raw",
        message: "Chunks are not decoded: their framing becomes a part of the body",
        line: /^\{.*"status":"200"/,
        when: { symptoms: ["healthy/cgi-chunked"] },
        shows: { end: ["answered"] },
        known_by: "a chunked answer that came as it was sent",
      },
    ],
  ),
  ...rows(
    {
      protocol: "scgi",
      phase: "read header",
      level: "error",
      cause: "upstream",
      when: { protocols: ["scgi"] },
    },
    [
      {
        id: "scgi-status",
        message: 'upstream sent invalid status "…"',
        says: /upstream sent invalid status "/,
      },
      {
        id: "scgi-not-http",
        message: "A first line that is not a status line is read as a header field",
        line: /^\{.*"status":"(?:200|302)"/,
        when: { symptoms: ["not-http"] },
        level: "none",
        known_by: "200 in the access log to bytes that are not HTTP",
      },
    ],
  ),
  ...rows(
    {
      protocol: "scgi",
      phase: "read body",
      level: "none",
      cause: "upstream",
      when: { protocols: ["scgi"] },
    },
    [
      {
        id: "scgi-chunked-raw",
        message: "Chunks are not decoded: their framing becomes a part of the body",
        line: /^\{.*"status":"200"/,
        when: { symptoms: ["healthy/cgi-chunked"] },
        shows: { end: ["answered"] },
        known_by: "a chunked answer that came as it was sent",
      },
    ],
  ),
  ...rows(
    {
      protocol: "uwsgi",
      phase: "send request",
      level: "alert",
      cause: "client",
      when: { protocols: ["uwsgi"] },
    },
    [
      {
        id: "uwsgi-req-big",
        message: "uwsgi request is too big: …",
        says: /uwsgi request is too big: /,
        because: "The client sends more header fields than a uwsgi packet holds.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "memcached",
      phase: "read header",
      level: "error",
      cause: "upstream",
      when: { protocols: ["memcached"] },
    },
    [
      {
        id: "mc-invalid",
        message: 'memcached sent invalid response: "…"',
        says: /memcached sent invalid response: "/,
      },
      {
        id: "mc-key",
        message: 'memcached sent invalid key in response "…" for key "…"',
        says: /memcached sent invalid key in response "/,
      },
      {
        id: "mc-length",
        message: 'memcached sent invalid length in response "…" for key "…"',
        says: /memcached sent invalid length in response "/,
      },
      {
        id: "mc-flags",
        message: 'memcached sent invalid flags in response "…" for key "…"',
        says: /memcached sent invalid flags in response "/,
      },
      {
        id: "mc-notfound",
        message: 'key: "…" was not found by memcached',
        says: /key: ".*" was not found by memcached/,
        level: "info",
      },
    ],
  ),
  ...rows(
    {
      protocol: "memcached",
      phase: "read body",
      level: "error",
      cause: "upstream",
      when: { protocols: ["memcached"] },
    },
    [
      {
        id: "mc-trailer",
        message: "memcached sent invalid trailer",
        says: /memcached sent invalid trailer/,
      },
    ],
  ),
];
