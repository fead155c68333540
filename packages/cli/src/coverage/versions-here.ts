import type { Launcher, ProxyDriver } from "@gatecrash/core";

/**
 * The pinned versions of a proxy that a launcher has, as `--proxy` names them; the bare name where
 * it has none of them, for the one that is there.
 */
export async function versionsHere(
  driver: ProxyDriver,
  launcher: Launcher,
  pull: boolean,
): Promise<string[]> {
  const found = await Promise.all(
    driver.pinned.map(async (version) => {
      const place = await launcher.find(driver, { id: driver.id, version }, { pull });
      return "missing" in place ? [] : [`${driver.id}@${version}`];
    }),
  );
  const here = found.flat();
  return here.length > 0 ? here : [driver.id];
}
