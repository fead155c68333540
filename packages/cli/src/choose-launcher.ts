import { didYouMean, Problem } from "@gatecrash/core";
import type { Launcher, ProxyDriver, ProxyRequest } from "@gatecrash/core";

export interface ChosenLauncher {
  launcher: Launcher;
  because: string;
}

/**
 * The launcher that was asked for, or with `auto` the first in order that can run here and has at
 * least one of the proxies.
 * @throws Problem `launcher-unavailable` with what mends each of the ways
 */
export async function chooseLauncher(
  name: string,
  launchers: ReadonlyMap<string, Launcher>,
  drivers: ReadonlyMap<string, ProxyDriver>,
  wanted: readonly ProxyRequest[],
  pull: boolean,
): Promise<ChosenLauncher> {
  if (name !== "auto" && !launchers.has(name)) {
    const known = ["auto", ...launchers.keys()];
    const hint = didYouMean(name, known);
    throw new Problem(
      "unknown-name",
      `no launcher "${name}"; there are ${known.join(", ")}.${hint}`,
    );
  }
  const inOrder = [...launchers.values()].sort((a, b) => a.order - b.order);
  const candidates = name === "auto" ? inOrder : inOrder.filter(({ id }) => id === name);
  const refusals: string[] = [];
  const mends: string[] = [];
  for (const launcher of candidates) {
    const state = await launcher.available({ pull });
    if (!state.available) {
      refusals.push(`${launcher.id}: ${state.because}`);
      mends.push(...state.mend.map((mend) => `${launcher.id}: ${mend}`));
      continue;
    }
    const missing = await findMissing(launcher, drivers, wanted, pull);
    if (missing.length < wanted.length) return { launcher, because: state.because };
    refusals.push(...missing.map(({ missing: text }) => `${launcher.id}: ${text}`));
    mends.push(...missing.flatMap(({ mend }) => mend.map((text) => `${launcher.id}: ${text}`)));
  }
  throw new Problem(
    "launcher-unavailable",
    `nothing here can run the proxies:\n  ${[...new Set(refusals)].join("\n  ")}`,
    `Any one of these is enough:\n  ${[...new Set(mends)].join("\n  ")}`,
  );
}

async function findMissing(
  launcher: Launcher,
  drivers: ReadonlyMap<string, ProxyDriver>,
  wanted: readonly ProxyRequest[],
  pull: boolean,
): Promise<{ missing: string; mend: string[] }[]> {
  const places = await Promise.all(
    wanted.map(async (request) => {
      const driver = drivers.get(request.id);
      return driver && launcher.find(driver, request, { pull });
    }),
  );
  return places.filter((place) => place !== undefined).filter((place) => "missing" in place);
}
