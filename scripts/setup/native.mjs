import { constants } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { root, run, say } from "./shell.mjs";

/** Binaries, and the Debian packages that bring them. */
const packages = { nginx: "nginx-light libnginx-mod-stream", haproxy: "haproxy" };

/** Servers often lie where an ordinary user's PATH does not lead. */
const systemFolders = process.platform === "win32" ? [] : ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** @returns {Promise<string[]>} the binaries that are not here */
export async function findMissingBinaries() {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...systemFolders];
  const here = async (name) => {
    const tries = folders.map((folder) => access(join(folder, name), constants.X_OK));
    return Promise.any(tries).then(
      () => true,
      () => false,
    );
  };
  const names = Object.keys(packages);
  const found = await Promise.all(names.map(here));
  return names.filter((_, index) => !found[index]);
}

/** The command that installs the binaries, for people to type. */
export function installCommand(missing) {
  const names = missing.map((name) => packages[name]).join(" ");
  return `apt-get install --no-install-recommends ${names}`;
}

/** @returns {Promise<string | undefined>} why nothing can be installed here by itself */
export async function whyNotInstall() {
  if (process.env.GATECRASH_NO_INSTALL === "1") return "GATECRASH_NO_INSTALL=1 forbids installing";
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  if (!/^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release)) return "this is not Debian or Ubuntu";
  if (process.getuid?.() !== 0) return "installing needs root";
  return undefined;
}

/** Installs with apt, saying so; no service is started. @returns {Promise<boolean>} */
export async function install(missing) {
  const names = missing.flatMap((name) => packages[name].split(" "));
  say(`Installing ${names.join(" ")} with apt-get (GATECRASH_NO_INSTALL=1 forbids this)`);
  return (await run("bash", [join(root, "scripts/lib/apt-install.sh"), ...names])) === 0;
}
