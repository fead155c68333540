import type { Expectation, OutcomeContext } from "@gatecrash/core";

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

/** A good answer of the upstream; only its paths `/status/…` answer with another status than 200. */
export function healthyAnswer({ symptom, request }: OutcomeContext): Unexplained {
  const asked = request.path.startsWith("/status/");
  if (symptom.status === undefined && asked) return { end: "answered" };
  return passed(symptom.status ?? 200);
}
