import { Problem } from "@gatecrash/core";
import type { AskedRequest } from "@gatecrash/core";

/** Headers whose values are nobody else's business. */
const secret = /authori[sz]ation|cookie|token|secret|passw|api[-_]?key|access[-_]?key|credential/i;

/** The host of a request, without its port, and the port if it names one. */
export function hostOf({ headers }: AskedRequest): { host?: string; port?: number } {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === "host")?.[1];
  if (found === undefined) return {};
  const port = /:(\d{1,5})$/.exec(found)?.[1];
  const host = found.replace(/:\d{1,5}$/, "").toLowerCase();
  return { host, ...(port === undefined ? {} : { port: Number(port) }) };
}

/** The headers besides the host, by name in lower case, and which of them are secrets. */
export function headersOf({ headers }: AskedRequest): {
  headers: Record<string, string>;
  secret_headers?: string[];
} {
  const rest = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name !== "host");
  const secret_headers = rest.map(([name]) => name).filter((name) => secret.test(name));
  return {
    headers: Object.fromEntries(rest),
    ...(secret_headers.length > 0 ? { secret_headers } : {}),
  };
}

/** A request as its owner knows it, without what is a secret. */
export function titleOf(request: AskedRequest): string {
  const parts = Object.entries(request.headers).map(([name, value]) =>
    secret.test(name) ? name : `${name}: ${value}`,
  );
  return [
    request.method,
    request.path,
    ...(parts.length > 0 ? [`(${parts.join(", ")})`] : []),
  ].join(" ");
}

/** Why there is no route for a request that the user asked for. */
export function refused(request: AskedRequest, because: string): Problem {
  return new Problem(
    "usage-invalid",
    `the request ${titleOf(request)}: ${because}`,
    "Say with a Host header which site is meant; gatecrash audit --list shows fronts and routes.",
  );
}
