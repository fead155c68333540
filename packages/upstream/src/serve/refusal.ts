import { messageOf, Problem } from "@gatecrash/core";
import type { ProblemCode } from "@gatecrash/core";

/** What the body of every error answer looks like. */
export interface Refusal {
  code: ProblemCode;
  message: string;
  help?: string;
}

/** Problems that are the caller's to mend, with the HTTP status that says so; all others are 500. */
const statuses: Partial<Record<ProblemCode, number>> = {
  "usage-invalid": 400,
  "unknown-name": 400,
  "token-invalid": 401,
  "origin-refused": 403,
  conflict: 409,
  "limit-exceeded": 429,
  "host-refused": 421,
};

/** The status and body of the answer to whoever caused a problem. */
export function refusalOf(thrown: unknown): { status: number; body: Refusal } {
  if (!(thrown instanceof Problem)) {
    return { status: 500, body: { code: "agent-failed", message: messageOf(thrown) } };
  }
  const { code, message, help } = thrown;
  const body = { code, message, ...(help === undefined ? {} : { help }) };
  return { status: statuses[code] ?? 500, body };
}
