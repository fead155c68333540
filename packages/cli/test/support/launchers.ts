import { loadLaunchers, loadProxies } from "../../src/catalogue.ts";

/** Why a launcher cannot run here, for a skip that says so; false if it can. */
export async function launcherSkip(id: string): Promise<string | false> {
  const launcher = (await loadLaunchers()).get(id);
  const state = await launcher?.available();
  if (state?.available) return false;
  return `launcher ${id}: ${state?.because ?? "unknown"}`;
}

/**
 * Why no audit of this proxy can run here natively, or shows nothing on its version, for a skip that
 * says so; false if it can.
 */
export async function auditSkip(proxy: string, only_on = /^/): Promise<string | false> {
  const no_lane = await launcherSkip("netns");
  const driver = (await loadProxies()).get(proxy);
  const netns = (await loadLaunchers()).get("netns");
  if (no_lane !== false || !driver || !netns) return no_lane || `no ${proxy}`;
  const place = await netns.find(driver, { id: proxy }, { pull: false });
  if ("missing" in place) return place.missing;
  const { version = "" } = place;
  return only_on.test(version) ? false : `it does not show on ${version}`;
}
