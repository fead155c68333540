import { laneWide } from "@gatecrash/core";
import type { Capability, ProxyDriver, ProxyPlace, ProxyRequest, Trial } from "@gatecrash/core";
import { isLethal } from "./expected-of.ts";

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
const trials_max = 900;

/** Below this a lane more costs more time than it saves. */
const worth_a_lane = 100;

/**
 * Groups trials into lanes by their proxy, a proxy's trials into lanes of much the same size, those
 * that stand apart into one each. Those that kill their proxy have a lane of their own, because each
 * of them wants the proxy for itself. Pure and in the order of the plan.
 */
export function groupIntoLanes(
  trials: readonly Trial[],
  found: FoundProxies,
  drivers: ReadonlyMap<string, ProxyDriver>,
  isApart: (trial: Trial) => boolean = () => false,
): LanePlan[] {
  const groups = new Map<string, Trial[]>();
  for (const trial of trials) {
    const wide = trial.needs.filter((need) => laneWide.has(need as Capability));
    const key = isApart(trial) ? trial.id : [proxyKeyOf(trial), ...wide].join(" ");
    const group = groups.get(key);
    if (group) group.push(trial);
    else groups.set(key, [trial]);
  }
  const lanes: LanePlan[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    const driver = drivers.get(first?.proxy ?? "");
    const place = first && found.get(proxyKeyOf(first));
    if (!driver || !place) continue;
    for (const mine of divide(group, driver, place)) {
      lanes.push({ id: `${lanes.length + 1}-${driver.id}`, driver, place, trials: mine });
    }
  }
  return lanes;
}

function divide(trials: Trial[], driver: ProxyDriver, place: ProxyPlace): Trial[][] {
  if (trials.length < worth_a_lane) return [trials];
  const lethal = trials.filter((trial) => isLethal(trial, driver, place));
  const others = trials.filter((trial) => !lethal.includes(trial));
  // Neighbours of a plan need the same things: faults, certificates, names, packet filters.
  const count = Math.ceil(others.length / trials_max);
  const parts = Array.from({ length: count }, (_, index) =>
    others.slice(
      Math.round((index * others.length) / count),
      Math.round(((index + 1) * others.length) / count),
    ),
  );
  return lethal.length > 0 ? [lethal, ...parts] : parts;
}
