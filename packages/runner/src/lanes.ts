import type { ProxyDriver, ProxyPlace, ProxyRequest, Topology, Trial } from "@gatecrash/core";

/** The trials that share one proxy process: same proxy, same topology. */
export interface LanePlan {
  id: string;
  driver: ProxyDriver;
  place: ProxyPlace;
  topology: Topology;
  trials: Trial[];
}

/** A proxy that was found, by how it was asked for. */
export type FoundProxies = ReadonlyMap<string, ProxyPlace>;

export function proxyKey({ id, version }: Pick<ProxyRequest, "id" | "version">): string {
  return version === undefined ? id : `${id}@${version}`;
}

/** The proxy that a trial asks for. */
export function proxyKeyOf(trial: Trial): string {
  const { proxy: id, proxy_version: version } = trial;
  return version === undefined ? id : `${id}@${version}`;
}

/** Groups trials into lanes. Pure and in the order of the plan. */
export function groupIntoLanes(
  trials: readonly Trial[],
  found: FoundProxies,
  drivers: ReadonlyMap<string, ProxyDriver>,
): LanePlan[] {
  const lanes = new Map<string, LanePlan>();
  for (const trial of trials) {
    const driver = drivers.get(trial.proxy);
    const place = found.get(proxyKeyOf(trial));
    if (!driver || !place) continue;
    const key = JSON.stringify([proxyKeyOf(trial), trial.topology]);
    const lane = lanes.get(key);
    if (lane) lane.trials.push(trial);
    else {
      const id = `${lanes.size + 1}-${trial.proxy}`;
      lanes.set(key, { id, driver, place, topology: trial.topology, trials: [trial] });
    }
  }
  return [...lanes.values()];
}
