import { didYouMean, Problem } from "@gatecrash/core";
import type { Launcher, ProxyDriver, ProxyRequest } from "@gatecrash/core";

export interface ChosenLauncher {
  launcher: Launcher;
  because: string;
}

/** The proxies of a run: some may be missing and are skipped then, those named by the user not. */
export interface WantedProxies {
  all: readonly ProxyRequest[];
  named: readonly ProxyRequest[];
}

/**
 * The launcher that was asked for, or with `auto` the first in order that can run here, has at
 * least one of the proxies, and all that were named.
 * @throws Problem `launcher-unavailable` with what mends each of the ways
 */
export async function chooseLauncher(
  name: string,
  launchers: ReadonlyMap<string, Launcher>,
  drivers: ReadonlyMap<string, ProxyDriver>,
  wanted: WantedProxies,
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
  const refusals: Said[] = [];
  const mends: Said[] = [];
  for (const launcher of candidates) {
    const state = await launcher.available({ pull });
    if (!state.available) {
      refusals.push({ by: launcher.id, text: state.because });
      mends.push(...state.mend.map((text) => ({ by: launcher.id, text })));
      continue;
    }
    const missing = await findMissing(launcher, drivers, wanted.all, pull);
    const lacksNamed = missing.some(({ request }) => wanted.named.includes(request));
    if (missing.length < wanted.all.length && !lacksNamed) {
      return { launcher, because: state.because };
    }
    refusals.push(...missing.map(({ missing: text }) => ({ by: launcher.id, text })));
    mends.push(...missing.flatMap(({ mend }) => mend.map((text) => ({ by: launcher.id, text }))));
  }
  const what = wanted.named.length > 0 ? "all the proxies that were named" : "the proxies";
  throw new Problem(
    "launcher-unavailable",
    `nothing here can run ${what}:\n  ${eachOnce(refusals).join("\n  ")}`,
    `Any one of these is enough:\n  ${eachOnce(mends).join("\n  ")}`,
  );
}

/** Something that a launcher says of itself. */
interface Said {
  by: string;
  text: string;
}

/** Launchers that want the same binary say the same: it is told once, with all of their names. */
function eachOnce(said: readonly Said[]): string[] {
  const texts = new Set(said.map(({ text }) => text));
  return [...texts].map((text) => {
    const names = said.filter((each) => each.text === text).map(({ by }) => by);
    return `${[...new Set(names)].join(", ")}: ${text}`;
  });
}

interface MissingProxy {
  request: ProxyRequest;
  missing: string;
  mend: string[];
}

async function findMissing(
  launcher: Launcher,
  drivers: ReadonlyMap<string, ProxyDriver>,
  wanted: readonly ProxyRequest[],
  pull: boolean,
): Promise<MissingProxy[]> {
  const missing = await Promise.all(
    wanted.map(async (request) => {
      const driver = drivers.get(request.id);
      const place = driver && (await launcher.find(driver, request, { pull }));
      return place && "missing" in place ? [{ request, ...place }] : [];
    }),
  );
  return missing.flat();
}
