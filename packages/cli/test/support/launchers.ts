import { loadLaunchers, loadProxies } from "../../src/catalogue.ts";

/** Why a launcher cannot run here, for a skip that says so; false if it can. */
export async function launcherSkip(id: string): Promise<string | false> {
  const launcher = (await loadLaunchers()).get(id);
  const state = await launcher?.available();
  if (state?.available) return false;
  return `launcher ${id}: ${state?.because ?? "unknown"}`;
}

/** Why no audit of this proxy can run here natively, for a skip that says so; false if it can. */
export async function auditSkip(proxy: string): Promise<string | false> {
  const no_lane = await launcherSkip("netns");
  const driver = (await loadProxies()).get(proxy);
  const netns = (await loadLaunchers()).get("netns");
  if (no_lane !== false || !driver || !netns) return no_lane || `no ${proxy}`;
  const place = await netns.find(driver, { id: proxy }, { pull: false });
  return "missing" in place ? place.missing : false;
}
