import { findDocker, images, pull } from "./docker.mjs";
import { findMissingBinaries, install, installCommand, whyNotInstall } from "./native.mjs";
import { SetupProblem } from "./problem.mjs";
import { say } from "./shell.mjs";

/**
 * Finds a way to run nginx and HAProxy: containers, else the binaries of this machine (in network
 * namespaces or as plain processes; the command line chooses), else installs the binaries.
 * @param {string | undefined} launcher the only one that is wanted, if one is
 */
export async function ensureProxies(launcher) {
  const docker = launcher === undefined || launcher === "docker" ? await tryDocker() : undefined;
  if (docker?.ready) return;
  if (launcher === "docker") throw new SetupProblem(noWay(docker, ["nginx", "haproxy"]), 4);
  const missing = await findMissingBinaries();
  if (missing.length === 0) return;
  const obstacle = await whyNotInstall();
  if (obstacle === undefined && (await install(missing))) {
    if ((await findMissingBinaries()).length === 0) return;
  }
  throw new SetupProblem(noWay(docker, missing, obstacle ?? "apt-get failed, see above"), 4);
}

async function tryDocker() {
  const docker = await findDocker();
  if (docker.ready || docker.missing.length === 0) return docker;
  if (process.env.GATECRASH_NO_INSTALL === "1") {
    return { ...docker, because: `${docker.because}, and GATECRASH_NO_INSTALL=1 forbids pulling` };
  }
  if (await pull(docker.missing)) return { ...docker, ready: true };
  say("The images cannot be pulled: trying nginx and haproxy of this machine");
  return { ...docker, because: `${docker.because}, and pulling failed` };
}

function noWay(docker, missing, obstacle) {
  const lines = [
    "Nothing here can run nginx and HAProxy. One of these mends it:",
    "",
    "docker   in containers, on any system",
    ...(docker ? [`         now: ${docker.because}`] : []),
    `         start a docker daemon, then: docker pull ${images.join("; docker pull ")}`,
    "         (no registry in reach, root on Debian: scripts/images/build.sh)",
    "netns    in network namespaces, on Linux, with the binaries on PATH",
    `         now: ${missing.join(" and ")} not found${obstacle ? `; ${obstacle}` : ""}`,
    `         Debian, Ubuntu: ${installCommand(missing)}; or set PATH`,
    "process  as plain processes, with the same binaries, on any Unix",
    `         macOS: brew install ${missing.join(" ")}`,
  ];
  return lines.join("\n");
}
