import {
  defaultRequest,
  defaultTopology,
  outcomeFor,
  parseVersion,
  topologySchema,
} from "@gatecrash/core";
import type { Expectation, OutcomeContext, ProxyDriver, Symptom } from "@gatecrash/core";

/** What an outcome may depend on; the symptom as `kind`, `kind/detail` or `protocol:kind/detail`. */
export function context(
  kind: string,
  version: string,
  more: Partial<OutcomeContext> = {},
): OutcomeContext {
  const [, protocol, name = "", detail] = /^(?:(\w+):)?([^/]+)(?:\/(.+))?$/.exec(kind) ?? [];
  const parsed = parseVersion(version);
  if (!parsed) throw new Error(`no version: ${version}`);
  const symptom = { kind: name, ...(detail === undefined ? {} : { detail }) } as Symptom;
  const given = more.topology ?? defaultTopology;
  return {
    symptom,
    version: parsed,
    request: defaultRequest,
    healthy_upstreams: 0,
    ...more,
    topology: protocol === undefined ? given : topologySchema.parse({ ...given, protocol }),
  };
}

export function expectations(driver: ProxyDriver, given: OutcomeContext): readonly Expectation[] {
  const outcome = outcomeFor(driver, given);
  return "racy" in outcome ? outcome.racy : [outcome];
}

/** `502`, `cut-short 200`, … joined where the proxy races. */
export function said(driver: ProxyDriver, given: OutcomeContext): string {
  return expectations(driver, given)
    .map(({ end, status }) =>
      end === "answered" ? String(status) : [end, status].join(" ").trim(),
    )
    .join(" or ");
}
