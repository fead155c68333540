import { cp, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { listFiles } from "../check/files.mjs";
import { ask, root } from "../setup/shell.mjs";

/** What npm tells the scripts it runs about this checkout; a shell elsewhere knows nothing of it. */
const ofThisCheckout =
  /^(npm_(lifecycle|package|command|execpath|node_execpath|config_(local_)?prefix)|NODE_OPTIONS|INIT_CWD|TAP)/;

/**
 * A clone as it would be if what lies here were committed: the files of git and nothing else.
 * @returns {Promise<{folder: string, type: (line: string) => Promise<{code: number, text: string}>,
 *   remove: () => Promise<void>}>} `type` runs a line in it, as from a new user's shell
 */
export async function cloneCheckout() {
  const folder = await mkdtemp(join(tmpdir(), "gatecrash-clone-"));
  for (const name of listFiles()) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await cp(join(root, name), join(folder, name));
  }
  const kept = Object.entries(process.env).filter(([name]) => !ofThisCheckout.test(name));
  const settings = {
    GATECRASH_NO_INSTALL: "1",
    npm_config_prefer_offline: "true",
    npm_config_fetch_retries: "0",
    npm_config_update_notifier: "false",
  };
  const env = Object.entries({ ...Object.fromEntries(kept), ...settings });
  const assigned = env.map(([name, value]) => `${name}=${value}`);
  return {
    folder,
    type: (line) =>
      ask("env", ["-i", "-C", folder, ...assigned, "sh", "-c", `exec ${line}`], 170_000),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** In place of `npm ci` where npm has neither network nor cache: what is installed here, linked. */
export async function linkDependencies(folder) {
  const [there, here] = [join(folder, "node_modules"), join(root, "node_modules")];
  await rm(there, { recursive: true, force: true });
  await mkdir(join(there, "@gatecrash"), { recursive: true });
  for (const name of await readdir(here)) {
    // The packages of the workspace are those of the clone.
    if ([".cache", ".bin", "@gatecrash", "gatecrash"].includes(name)) continue;
    await symlink(join(here, name), join(there, name));
  }
  for (const name of await readdir(join(here, "@gatecrash"))) {
    await symlink(join(folder, "packages", name), join(there, "@gatecrash", name));
  }
  await symlink(join(folder, "packages/cli"), join(there, "gatecrash"));
  await mkdir(join(there, ".bin"));
  await symlink("../gatecrash/bin/gatecrash.js", join(there, ".bin/gatecrash"));
}
