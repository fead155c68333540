import type { OutcomeRule, Protocol } from "@gatecrash/core";

/** What is spoken in frames of HTTP/2. */
const framed = ["h2", "grpc"] as const satisfies readonly Protocol[];

/** The same rules for HTTP/2 and for gRPC, which is spoken in it. */
export function overHttp2(rules: Record<string, OutcomeRule>): Record<string, OutcomeRule> {
  return Object.fromEntries(
    framed.flatMap((protocol) =>
      Object.entries(rules).map(([name, rule]) => [`${protocol}:${name}`, rule]),
    ),
  );
}

/** A rule for each detail of a kind, made from what a table says of it. */
export function ofKind<T>(
  kind: string,
  table: Record<string, T>,
  rule: (entry: T) => OutcomeRule,
): Record<string, OutcomeRule> {
  return Object.fromEntries(
    Object.entries(table).map(([detail, entry]) => [`${kind}/${detail}`, rule(entry)]),
  );
}
