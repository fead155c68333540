import { Problem } from "@gatecrash/core";
import type { Launcher, ProxyDriver, ProxyPlace, ProxyRequest } from "@gatecrash/core";
import { loadLaunchers, loadProxies } from "../../catalogue.ts";
import { chooseLauncher } from "../../choose-launcher.ts";

/** What a user says of where the proxy comes from. */
export interface ProxyChoice {
  launcher: string;
  dockerImage?: string;
  binary?: string;
  /** Images that are missing may be pulled. */
  pull: boolean;
}

/** Where the proxy of an audit is started. */
export interface ChosenProxy {
  launcher: Launcher;
  because: string;
  place: ProxyPlace;
}

/**
 * Finds a launcher that can build a world, and the proxy that is started in it.
 * @throws Problem `launcher-unavailable` and as `chooseLauncher`
 */
export async function chooseProxy(driver: ProxyDriver, choice: ProxyChoice): Promise<ChosenProxy> {
  const { dockerImage: image, binary, pull } = choice;
  const wanted = { id: driver.id, ...(image ? { image } : {}), ...(binary ? { binary } : {}) };
  const { launcher, because } = await chooseAble(wanted, choice);
  const place = await launcher.find(driver, wanted, { pull });
  if ("missing" in place) throw new Problem("launcher-unavailable", place.missing);
  return { launcher, because, place };
}

async function chooseAble(
  wanted: ProxyRequest,
  { launcher: asked, pull }: ProxyChoice,
): Promise<Omit<ChosenProxy, "place">> {
  const [all, drivers] = await Promise.all([loadLaunchers(), loadProxies()]);
  const both = { all: [wanted], named: [wanted] };
  const name = wanted.image !== undefined && asked === "auto" ? "docker" : asked;
  const launchers = new Map(all);
  for (;;) {
    const chosen = await chooseLauncher(name, launchers, drivers, both, pull);
    const { launcher } = chosen;
    if (!launcher.offers.includes("any-address")) {
      const others = [...all.values()].filter(({ offers }) => offers.includes("any-address"));
      throw new Problem(
        "launcher-unavailable",
        `the launcher ${launcher.id} cannot build a world around a configuration`,
        `Use ${others.map(({ id }) => `--launcher ${id}`).join(", or ")}.`,
      );
    }
    const lacking = await launcher.lacks?.("any-address");
    if (!lacking) return chosen;
    launchers.delete(launcher.id);
    if (name !== "auto" || launchers.size === 0) {
      throw new Problem("launcher-unavailable", lacking.missing, lacking.mend.join("\n"));
    }
  }
}
