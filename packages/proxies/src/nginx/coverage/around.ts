import { overHttp, rows } from "./rows.ts";

/** Cache, subrequests and filters around an upstream. */
export const around = [
  ...rows(
    {
      protocol: "any",
      phase: "read header",
      level: "info",
      cause: "client",
      when: { protocols: overHttp },
    },
    [
      {
        id: "cli-abort",
        message: "client prematurely closed connection, so upstream connection is closed too",
        says: /(?:epoll_wait\(\) reported that )?client prematurely closed connection, so upstream connection is closed too/,
        because: "The client gives up; a slow upstream is only the occasion.",
      },
    ],
  ),
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
        id: "cache-stale",
        message: "A stale answer of the cache hides the failure",
        line: /^\{.*"upstream_cache_status":"STALE"/,
        level: "none",
        known_by: "STALE in the access log",
      },
      {
        id: "auth-unexpected",
        message: "auth request unexpected status: …",
        says: /auth request unexpected status: \d/,
      },
      {
        id: "ssi-silent",
        message: "An SSI include that fails: its error page becomes a part of the page",
        says: /.+, subrequest: "\/include/,
        known_by: "a line that names the subrequest",
      },
    ],
  ),
  ...rows(
    {
      protocol: "http, fastcgi, uwsgi, scgi",
      phase: "read header",
      level: "none",
      cause: "configuration",
      when: { protocols: overHttp },
    },
    [
      {
        id: "cache-502",
        message: "An error of the upstream is kept in the cache",
        line: /^\{.*"status":"50[24]",.*"upstream_cache_status":"HIT"/,
        known_by: "an error in the access log, with HIT",
        because: "The configuration tells the cache to keep errors.",
      },
      {
        id: "cache-key-size",
        message: "…_buffer_size … is not enough for cache key",
        says: /\S+_buffer_size \d+ is not enough for cache key/,
        level: "error",
        because: "The key that the configuration builds does not fit the buffer.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "http, fastcgi, uwsgi, scgi",
      phase: "read body",
      level: "error",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "cache-trunc",
        message: "An answer that was cut short is not kept in the cache",
        line: /^\{.*"upstream_cache_status":"MISS"/,
        lines_least: 2,
        when: { symptoms: ["body-cut-short"] },
        level: "none",
        known_by: "a second MISS in the access log, to the same request",
      },
      { id: "gunzip-inflate", message: "inflate() failed: …, …", says: /inflate\(\) failed: / },
      {
        id: "gunzip-end",
        message: "inflate() returned … on response end",
        says: /inflate\(\) returned -?\d+ on response end/,
      },
    ],
  ),
  ...rows(
    {
      protocol: "any",
      phase: "read header",
      level: "crit",
      cause: "local",
      when: { protocols: overHttp },
    },
    [
      {
        id: "cache-invalid",
        message: 'cache file "…" contains invalid header',
        says: /cache file ".+" contains invalid header/,
        because: "A file of the cache was damaged.",
      },
    ],
  ),
  ...rows({ protocol: "any", phase: "read header", level: "alert", cause: "local" }, [
    {
      id: "proc-killed",
      message: "worker process … exited on signal …",
      says: /worker process \d+ exited on signal \d+/,
      because: "A worker of the proxy is killed.",
    },
  ]),
  ...rows(
    {
      protocol: "any",
      phase: "connect",
      level: "error",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "mirror-silent",
        message: "A mirror that fails: only its own line tells of it",
        says: /.+, subrequest: "\/mirror/,
        known_by: "a line that names the subrequest",
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
        id: "slice-range",
        message: "invalid range in slice response",
        says: /invalid range in slice response/,
      },
      {
        id: "slice-nolen",
        message: "no complete length in slice response",
        says: /no complete length in slice response/,
      },
      {
        id: "slice-unexp",
        message: "unexpected range in slice response: …-…",
        says: /unexpected range in slice response: /,
      },
      {
        id: "slice-etag",
        message: "etag mismatch in slice response",
        says: /etag mismatch in slice response/,
      },
      {
        id: "slice-status",
        message: "unexpected status code … in slice response",
        says: /unexpected status code \d+ in slice response/,
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
        id: "image-big",
        message: "image filter: too big response: …",
        says: /image filter: too big response: /,
        feasible: false,
        because: "The image filter is a module that the pinned builds do not load.",
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
        id: "xslt-bad",
        message: 'libxml2 error: "…"',
        says: /libxml2 error: "/,
        feasible: false,
        because: "The XSLT filter is a module that the pinned builds do not load.",
      },
    ],
  ),
];
