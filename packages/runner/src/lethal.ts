import { outcomeFor, parseVersion } from "@gatecrash/core";
import type { ProxyDriver, ProxyPlace, Trial } from "@gatecrash/core";

/**
 * True if the driver says that the trial kills its proxy: it gets the proxy for itself at once. Its
 * verdict does not come from this.
 */
export function isLethal(trial: Trial, driver: ProxyDriver, place: ProxyPlace): boolean {
  const version = parseVersion(place.version ?? trial.proxy_version ?? "");
  const [request] = trial.requests;
  if (!version || !request) return false;
  const { symptom, topology } = trial;
  if (trial.expect) return trial.expect.end === "proxy-died";
  const outcome = outcomeFor(driver, { symptom, topology, version, request, healthy_upstreams: 0 });
  const ends = "racy" in outcome ? outcome.racy.map(({ end }) => end) : [outcome.end];
  return ends.includes("proxy-died");
}
