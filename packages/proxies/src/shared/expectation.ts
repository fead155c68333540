import type { Expectation } from "@gatecrash/core";

/** An expectation that still lacks its reason. */
export type Unexplained = Omit<Expectation, "because">;

/** A whole answer with a status of the proxy's own; one of the marks must be in its log. */
export function failed(status: number, ...log: readonly string[]): Unexplained {
  return { end: "answered", status, log: [...log] };
}

/** The upstream's answer, whole. */
export function passed(status: number, ...log: readonly string[]): Unexplained {
  return { end: "answered", status, ...(log.length === 0 ? {} : { log: [...log] }) };
}

/** The head of the upstream's answer, and less of its body than was announced. */
export function cut(...log: readonly string[]): Unexplained {
  return { end: "cut-short", status: 200, log: [...log] };
}
