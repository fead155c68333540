import type { ProxyDriver, ProxyPlace, ProxyRequest, Trial } from "@gatecrash/core";

/** The trials that share one proxy process. */
export interface LanePlan {
  id: string;
  driver: ProxyDriver;
  place: ProxyPlace;
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

/** One agent serves no more: it would be late. */
const trials_max = 360;

/**
 * Groups trials into lanes by their proxy, a proxy's trials into lanes of much the same size, those
 * that stand apart into one each. Pure and in the order of the plan.
 */
export function groupIntoLanes(
  trials: readonly Trial[],
  found: FoundProxies,
  drivers: ReadonlyMap<string, ProxyDriver>,
  isApart: (trial: Trial) => boolean = () => false,
): LanePlan[] {
  const groups = new Map<string, Trial[]>();
  for (const trial of trials) {
    const key = isApart(trial) ? trial.id : proxyKeyOf(trial);
    groups.set(key, [...(groups.get(key) ?? []), trial]);
  }
  const lanes: LanePlan[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    const driver = drivers.get(first?.proxy ?? "");
    const place = first && found.get(proxyKeyOf(first));
    if (!driver || !place) continue;
    const count = Math.ceil(group.length / trials_max);
    for (let index = 0; index < count; index += 1) {
      const id = `${lanes.length + 1}-${driver.id}`;
      // Neighbours of a plan need the same things: faults, certificates, names, packet filters.
      const mine = group.slice(
        Math.round((index * group.length) / count),
        Math.round(((index + 1) * group.length) / count),
      );
      lanes.push({ id, driver, place, trials: mine });
    }
  }
  return lanes;
}
