import { anyError, rows } from "./rows.ts";

/** FastCGI. */
export const fastcgi = [
  ...rows(
    {
      protocol: "fastcgi",
      phase: "read header",
      level: "error",
      cause: "upstream",
      when: { protocols: ["fastcgi"] },
    },
    [
      {
        id: "fcgi-version",
        message: "upstream sent unsupported FastCGI protocol version: …",
        says: /upstream sent unsupported FastCGI protocol version: \d+ while reading response header from upstream/,
      },
      {
        id: "fcgi-type",
        message: "upstream sent invalid FastCGI record type: …",
        says: /upstream sent invalid FastCGI record type: /,
      },
      {
        id: "fcgi-rid-hi",
        message: "upstream sent unexpected FastCGI request id high byte: …",
        says: /upstream sent unexpected FastCGI request id high byte: /,
      },
      {
        id: "fcgi-rid-lo",
        message: "upstream sent unexpected FastCGI request id low byte: …",
        says: /upstream sent unexpected FastCGI request id low byte: /,
      },
      {
        id: "fcgi-unexpected",
        message: "upstream sent unexpected FastCGI record: …",
        says: /upstream sent unexpected FastCGI record: /,
      },
      {
        id: "fcgi-stdout-closed",
        message: "upstream prematurely closed FastCGI stdout",
        says: /upstream prematurely closed FastCGI stdout while reading response header from upstream/,
      },
      {
        id: "fcgi-stderr",
        message: 'FastCGI sent in stderr: "…"',
        says: /FastCGI sent in stderr: "/,
      },
      {
        id: "fcgi-stderr-catch",
        message: 'FastCGI sent in stderr: "…", and it is what fastcgi_catch_stderr looks for',
        says: /FastCGI sent in stderr: "/,
        shows: { status: [502, 502] },
        known_by: "its line, with 502 to the same request",
      },
      {
        id: "fcgi-status",
        message: 'upstream sent invalid status "…"',
        says: /upstream sent invalid status "/,
      },
      {
        id: "fcgi-location",
        message: "Location without a Status becomes 302",
        line: /^\{.*"status":"302"/,
        level: "none",
        known_by: "302 in the access log, and the upstream sent no status",
      },
    ],
  ),
  ...rows(
    {
      protocol: "fastcgi",
      phase: "read body",
      level: "error",
      cause: "upstream",
      when: { protocols: ["fastcgi"] },
    },
    [
      {
        id: "fcgi-stdout-closed-body",
        message: "upstream prematurely closed FastCGI stdout in the body",
        says: /upstream prematurely closed FastCGI stdout while (?:reading upstream|sending to client)/,
      },
      {
        id: "fcgi-request-closed",
        message: "upstream prematurely closed FastCGI request",
        says: /upstream prematurely closed FastCGI request/,
      },
      {
        id: "fcgi-bad-body",
        message: "upstream sent unsupported FastCGI protocol version: … in the body",
        says: /upstream sent unsupported FastCGI protocol version: \d+ while (?:reading upstream|sending to client)/,
      },
      {
        id: "fcgi-silent-short",
        message: "The connection ends after a body that is too short, and nobody is told",
        line: /^\{.*"status":"200"/,
        when: { symptoms: ["body-cut-short"] },
        shows: { end: ["cut-short", "no-answer"] },
        without: anyError,
        level: "none",
        known_by: "a cut answer, and no line in the error log",
      },
      {
        id: "fcgi-keepconn-noend",
        message: "No END_REQUEST on a kept connection: upstream timed out",
        says: /upstream timed out \(110: [^)]*\) while (?:reading upstream|sending to client)/,
        when: { keepalive: true },
        known_by: "its line, with connections that are kept",
      },
    ],
  ),
  ...rows(
    {
      protocol: "fastcgi",
      phase: "read header",
      level: "alert",
      cause: "local",
      when: { protocols: ["fastcgi"] },
    },
    [
      {
        id: "fcgi-join",
        message: "invalid header after joining FastCGI records",
        says: /invalid header after joining FastCGI records/,
        feasible: false,
        because: "A check of nginx upon itself: no record leads there.",
      },
    ],
  ),
];
