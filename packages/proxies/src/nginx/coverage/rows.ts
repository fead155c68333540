import type { CoverageRow, CoverageSetting, Protocol, Topology } from "@gatecrash/core";

/** What nginx passes on as HTTP; the other rows are of the stream module. */
export const overHttp: readonly Protocol[] = [
  "http",
  "h2",
  "grpc",
  "fastcgi",
  "scgi",
  "uwsgi",
  "memcached",
];
export const overH2: readonly Protocol[] = ["h2", "grpc"];

/** The proxy asks a name server while it runs. */
export const lookedUp: readonly Topology["resolve"][] = ["request", "watched", "service"];

/** A line of the error log that speaks of trouble. */
export const anyError = /^\S+ \S+ \[(?:error|crit|alert|emerg)\]/;

/** What the rows of a group have in common. */
type Shared = Pick<CoverageRow, "protocol" | "phase" | "level" | "cause" | "when">;

type Own = Pick<CoverageRow, "id" | "message"> &
  Partial<Omit<CoverageRow, "id" | "message" | "matches" | "when">> & {
    /** The message, from its first word on. */
    says?: RegExp;
    /** A whole line of a log, where nginx has no message for it. */
    line?: RegExp;
    when?: CoverageSetting;
  };

/** `2026/01/31 10:00:00 [error] 12#12: *3 `; `nginx: [emerg] ` before the start. */
const before = String.raw`^(?:\S+ \S+|nginx:) \[\w+\] (?:\d+#\d+: )?(?:\*\d+ )?`;

/**
 * Rows of one group. A message is looked for at its place in the line only: behind it stand bytes
 * of the upstream and of the client, which may imitate one.
 */
export function rows(shared: Shared, own: readonly Own[]): CoverageRow[] {
  return own.map(({ says, line, when, ...row }) => {
    const matches = says ? new RegExp(`${before}(?:${says.source})`) : line;
    const both = { ...shared.when, ...when };
    return {
      ...shared,
      feasible: true,
      ...row,
      ...(matches ? { matches } : {}),
      ...(Object.keys(both).length > 0 ? { when: both } : {}),
    };
  });
}
