import { z } from "zod";
import { describeExpected } from "./checks/outcome.ts";
import { settingOf, symptomOf, variantsOf } from "./fault.ts";
import type { AnyFault } from "./fault.ts";
import { defaultRequest } from "./request.ts";
import { outcomeFor } from "./proxy.ts";
import type { Outcome, ProxyDriver } from "./proxy.ts";
import { symptomName } from "./symptom.ts";
import { parseVersion } from "./version.ts";
import type { Version } from "./version.ts";

/** A parameter of a fault, in words. */
export interface ParameterText {
  name: string;
  /** Its choices, or its bounds. */
  value: string;
  initial: string;
  /** What it means, with its unit. */
  meaning: string;
}

interface JsonProperty {
  description?: string;
  default?: unknown;
  enum?: readonly unknown[];
  minimum?: number;
  maximum?: number;
}

/** What can be set of a fault. */
export function describeParameters(fault: AnyFault): ParameterText[] {
  const schema = z.toJSONSchema(fault.params, { io: "input", unrepresentable: "any" });
  const properties = (schema.properties ?? {}) as Record<string, JsonProperty>;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    value:
      property.enum?.join(" or ") ?? `${property.minimum ?? "any"} to ${property.maximum ?? "any"}`,
    initial: String(property.default),
    meaning: property.description ?? "",
  }));
}

/** The newest release of a line that is named by two numbers; else the release itself. */
export function releaseOf(version: string): Version | undefined {
  const parsed = parseVersion(version);
  const line = /^\d+\.\d+$/.test(version);
  return parsed && line ? { ...parsed, patch: Number.MAX_SAFE_INTEGER } : parsed;
}

/** The outcome that a driver declares for a fault in its own setting (see `FaultSetting`). */
export function declaredOutcome(
  driver: ProxyDriver,
  fault: AnyFault,
  params: Record<string, unknown>,
  version: Version,
): Outcome {
  const { requests, topology, reused, shows_in, symptoms } = settingOf(fault, params);
  const symptom = symptomOf(fault, params);
  const own = symptoms?.findIndex((each) => symptomName(each) === symptomName(symptom));
  const shown = shows_in?.[0] ?? (reused ? requests.length : 1 + (own ?? 0));
  return outcomeFor(driver, {
    symptom,
    topology,
    version,
    request: requests[shown - 1] ?? defaultRequest,
    healthy_upstreams: 0,
    reused,
  });
}

/** `502`, or `504 when read_ms fires`; joined by "or" where the proxy races. */
export function outcomeText(outcome: Outcome): string {
  const allowed = "racy" in outcome ? outcome.racy : [outcome];
  const texts = allowed.map((each) => {
    const timer = each.timer === undefined ? "" : ` when ${each.timer} fires`;
    return describeExpected(each) + timer;
  });
  return [...new Set(texts)].join(" or ");
}

/** Versions for which a driver declares the same, with what and why. */
export interface SharedOutcome {
  versions: string[];
  text: string;
  because: string;
}

/** What a driver declares for a fault, by the release lines that it was measured on. */
export function outcomesByVersion(
  driver: ProxyDriver,
  fault: AnyFault,
  params: Record<string, unknown>,
): SharedOutcome[] {
  const shared = new Map<string, SharedOutcome>();
  for (const line of driver.pinned) {
    const version = releaseOf(line);
    if (!version) continue;
    const outcome = declaredOutcome(driver, fault, params, version);
    const text = outcomeText(outcome);
    const key = JSON.stringify([text, outcome.because]);
    const found = shared.get(key) ?? { versions: [], text, because: outcome.because };
    found.versions.push(line);
    shared.set(key, found);
  }
  return [...shared.values()];
}

/** One row of the matrix whose outcome is not the same on two versions of a proxy. */
export interface OutcomeChange {
  fault: string;
  variant: string;
  before: { text: string; because: string };
  after: { text: string; because: string };
}

/** The faults whose declared outcome for the client changes from one version to another. */
export function changedOutcomes(
  driver: ProxyDriver,
  faults: readonly AnyFault[],
  before: Version,
  after: Version,
): OutcomeChange[] {
  return faults.flatMap((fault) =>
    variantsOf(fault).flatMap(({ name, params }) => {
      const [old, now] = [before, after].map((version) => {
        const outcome = declaredOutcome(driver, fault, params, version);
        return { text: outcomeText(outcome), because: outcome.because };
      });
      if (!old || !now || old.text === now.text) return [];
      return [{ fault: fault.id, variant: name, before: old, after: now }];
    }),
  );
}
