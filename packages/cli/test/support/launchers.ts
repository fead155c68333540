import { loadLaunchers } from "../../src/catalogue.ts";

/** Why a launcher cannot run here, for a skip that says so; false if it can. */
export async function launcherSkip(id: string): Promise<string | false> {
  const launcher = (await loadLaunchers()).get(id);
  const state = await launcher?.available();
  if (state?.available) return false;
  return `launcher ${id}: ${state?.because ?? "unknown"}`;
}
