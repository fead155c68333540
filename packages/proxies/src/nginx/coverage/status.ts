import { overHttp, rows } from "./rows.ts";

/** The upstream's own status, and what it asks nginx to do. */
export const status = [
  ...rows(
    {
      protocol: "http",
      phase: "read header",
      level: "none",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "hdr-1xx-final",
        message: "An interim status is taken for the final one",
        line: /^\{.*"status":"10[0236-9]"/,
        when: { symptoms: ["interim", "interim-only"] },
        known_by: "an interim status as the final one of the access log",
      },
      {
        id: "hdr-101-unsolicited",
        message: "101 that nobody asked for is passed on",
        line: /^\{.*"status":"101"/,
        when: { symptoms: ["unasked-upgrade"] },
        known_by: "101 in the access log, and nobody had asked for an upgrade",
      },
      {
        id: "hdr-status-odd",
        message: "A status below 100 or above 599 is passed on",
        line: /^\{.*"status":"((?:0|[6-9])\d\d)",.*"upstream_status":"(?:\1|-)"/,
        when: { symptoms: ["invalid-status"] },
        known_by: "the odd status in the access log, the same as the upstream's",
      },
      {
        id: "retry-matrix",
        message: "A fault is masked by the next upstream",
        line: /^\{.*"upstream_status":"(?:\d\d\d|-), 2\d\d"/,
        known_by: "two upstream statuses in the access log, the last one good",
      },
    ],
  ),
  ...rows(
    {
      protocol: "any",
      phase: "read header",
      level: "none",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "up-status-500",
        message: "The upstream answers 500",
        line: /^\{.*"status":"500",.*"upstream_status":"500",.*"upstream_header_time":"\d/,
        known_by: "500 in the access log, with the time at which the upstream's head came",
      },
      {
        id: "up-status-503",
        message: "The upstream answers 503",
        line: /^\{.*"status":"503",.*"upstream_status":"503",.*"upstream_header_time":"\d/,
        known_by: "503 in the access log, with the time at which the upstream's head came",
      },
      {
        id: "up-status-403",
        message: "The upstream answers 403",
        line: /^\{.*"status":"403",.*"upstream_status":"403",.*"upstream_header_time":"\d/,
        known_by: "403 in the access log, with the time at which the upstream's head came",
      },
      {
        id: "up-status-404",
        message: "The upstream answers 404",
        line: /^\{.*"status":"404",.*"upstream_status":"404",.*"upstream_header_time":"\d/,
        known_by: "404 in the access log, with the time at which the upstream's head came",
      },
      {
        id: "up-status-429",
        message: "The upstream answers 429",
        line: /^\{.*"status":"429",.*"upstream_status":"429",.*"upstream_header_time":"\d/,
        known_by: "429 in the access log, with the time at which the upstream's head came",
      },
      {
        id: "up-status-other",
        message: "The upstream answers 400, 401, 501, 505, 507 …: never tried again",
        line: /^\{.*"status":"(4(?!03|04|29)\d\d|5(?!0[0234])\d\d)",.*"upstream_status":"\1"/,
        when: { symptoms: ["error-status"] },
        known_by: "the same status as the upstream's in the access log, of an error of its own",
      },
      {
        id: "xa-unsafe",
        message: 'unsafe URI "…" was detected',
        says: /unsafe URI ".*" was detected/,
        level: "error",
      },
      {
        id: "xa-cycle",
        message: 'rewrite or internal redirection cycle while internally redirecting to "…"',
        says: /rewrite or internal redirection cycle while internally redirecting to "/,
        level: "error",
      },
      {
        id: "xa-named",
        message: 'could not find named location "…"',
        says: /could not find named location "/,
        level: "error",
      },
      {
        id: "xa-missing",
        message: 'open() "…" failed (2: No such file or directory)',
        says: /open\(\) ".+" failed \(2:/,
        level: "error",
      },
      {
        id: "xa-limit-rate",
        message: "X-Accel-Limit-Rate slows the answer down",
        line: /^\{.*"status":"200"/,
        when: { symptoms: ["healthy/x-accel-limit-rate"] },
        shows: { status: [200, 200] },
        known_by: "200 in the access log, and a limit that the upstream set",
      },
    ],
  ),
  ...rows(
    {
      protocol: "http, h2, grpc",
      phase: "read header",
      level: "none",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "up-status-502",
        message: "The upstream answers 502",
        line: /^\{.*"status":"502",.*"upstream_status":"502",.*"upstream_header_time":"\d/,
        known_by: "502 in the access log, with the time at which the upstream's head came",
      },
      {
        id: "up-status-504",
        message: "The upstream answers 504",
        line: /^\{.*"status":"504",.*"upstream_status":"504",.*"upstream_header_time":"\d/,
        known_by: "504 in the access log, with the time at which the upstream's head came",
      },
    ],
  ),
  ...rows(
    {
      protocol: "any",
      phase: "read header",
      level: "none",
      cause: "configuration",
      when: { protocols: overHttp },
    },
    [
      {
        id: "masking",
        message: "error_page hides the fault",
        line: /^\{.*"status":"2\d\d",.*"upstream_status":"50[24]( : \d\d\d)?"/,
        known_by: "a good status in the access log, and 502 or 504 as the upstream's",
        because: "An `error_page` of the configuration takes the place of the error.",
      },
    ],
  ),
];
