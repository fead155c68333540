import { outcomeFor, parseVersion } from "@gatecrash/core";
import type { Expectation, ProxyDriver, ProxyPlace, Symptom, Trial } from "@gatecrash/core";

/**
 * What the driver declares for a symptom of the trial: its own, if no other is given. Only to arrange trials well: no verdict
 * comes from this. Empty where the version is not known.
 */
export function expectedOf(
  trial: Trial,
  driver: ProxyDriver,
  place: ProxyPlace,
  symptom: Symptom = trial.symptom,
): readonly Expectation[] {
  if (trial.expect) return [trial.expect];
  const version = parseVersion(place.version ?? trial.proxy_version ?? "");
  const [request] = trial.requests;
  if (!version || !request) return [];
  const { topology } = trial;
  const outcome = outcomeFor(driver, { symptom, topology, version, request, healthy_upstreams: 0 });
  return "racy" in outcome ? outcome.racy : [outcome];
}

/** True if the driver says that the trial kills its proxy: it gets the proxy for itself at once. */
export function isLethal(trial: Trial, driver: ProxyDriver, place: ProxyPlace): boolean {
  return expectedOf(trial, driver, place).some(({ end }) => end === "proxy-died");
}
