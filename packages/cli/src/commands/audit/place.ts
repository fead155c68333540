import { Problem } from "@gatecrash/core";
import type { Launcher, ProxyDriver, ProxyPlace } from "@gatecrash/core";
import { loadLaunchers, loadProxies } from "../../catalogue.ts";
import { chooseLauncher } from "../../choose-launcher.ts";

/** What a user says of where the proxy comes from. */
export interface ProxyChoice {
  launcher: string;
  dockerImage?: string;
  binary?: string;
}

/**
 * Finds a launcher that can build a world, and the proxy that is started in it.
 * @throws Problem `launcher-unavailable` and as `chooseLauncher`
 */
export async function chooseProxy(
  driver: ProxyDriver,
  { launcher: asked, dockerImage: image, binary }: ProxyChoice,
): Promise<{ launcher: Launcher; because: string; place: ProxyPlace }> {
  const [launchers, drivers] = await Promise.all([loadLaunchers(), loadProxies()]);
  const wanted = { id: driver.id, ...(image ? { image } : {}), ...(binary ? { binary } : {}) };
  const both = { all: [wanted], named: [wanted] };
  const name = image !== undefined && asked === "auto" ? "docker" : asked;
  const { launcher, because } = await chooseLauncher(name, launchers, drivers, both, false);
  if (!launcher.offers.includes("any-address")) {
    throw new Problem(
      "launcher-unavailable",
      `the launcher ${launcher.id} cannot build a world around a configuration`,
      "Use --launcher netns, on Linux.",
    );
  }
  const place = await launcher.find(driver, wanted, { pull: false });
  if ("missing" in place) throw new Problem("launcher-unavailable", place.missing);
  return { launcher, because, place };
}
