import { failedBefore, findDocker, images, pull, rememberFailed } from "./docker.mjs";
import { findMissingBinaries, install, installCommand, whyNotInstall } from "./native.mjs";
import { SetupProblem } from "./problem.mjs";
import { say } from "./shell.mjs";

/**
 * Finds a way to run nginx and HAProxy: containers, else the binaries of this machine (in network
 * namespaces or as plain processes; the command line chooses), else installs the binaries.
 * @param {string | undefined} launcher the only one that is wanted, if one is
 */
export async function ensureProxies(launcher) {
  const mayUseDocker = launcher === undefined || launcher === "docker";
  const docker = mayUseDocker ? await tryDocker(launcher === "docker") : undefined;
  if (docker?.ready) return;
  if (launcher === "docker") throw new SetupProblem(text(dockerWay(docker)), 4);
  const missing = await findMissingBinaries();
  if (missing.length === 0) return;
  const obstacle = await whyNotInstall();
  if (obstacle === undefined && (await install(missing))) {
    if ((await findMissingBinaries()).length === 0) return;
  }
  const native = nativeWays(missing, obstacle ?? "apt-get did not bring them, see above");
  throw new SetupProblem(text([...dockerWay(docker), ...native]), 4);
}

/** @param {boolean} asked by the user in so many words: then a pull that failed is tried again */
async function tryDocker(asked) {
  const docker = await findDocker();
  if (docker.ready || docker.missing.length === 0) return docker;
  const without = (reason) => ({ ...docker, because: `${docker.because}, and ${reason}` });
  if (process.env.GATECRASH_NO_INSTALL === "1") {
    return without("GATECRASH_NO_INSTALL=1 forbids pulling");
  }
  if (!asked && (await failedBefore(docker.missing))) return without("pulling failed before");
  if (await pull(docker.missing)) return { ...docker, ready: true };
  await rememberFailed(docker.missing);
  if (!asked) say("The images cannot be pulled: trying nginx and haproxy of this machine");
  return without("pulling failed");
}

function text(ways) {
  return ["Nothing here can run nginx and HAProxy. To mend it:", "", ...ways].join("\n");
}

function dockerWay(docker) {
  return [
    "docker   in containers, on any system",
    ...(docker ? [`         now: ${docker.because}`] : []),
    `         start a docker daemon, then: docker pull ${images.join("; docker pull ")}`,
    "         no registry in reach, root on Debian: scripts/images/build.sh",
  ];
}

function nativeWays(missing, obstacle) {
  return [
    "netns    in network namespaces, on Linux, with the binaries on PATH",
    `         now: ${missing.join(" and ")} not found; ${obstacle}`,
    `         Debian, Ubuntu: ${installCommand(missing)}; or set PATH`,
    "process  as plain processes, with the same binaries, on any Unix",
    `         macOS: brew install ${missing.join(" ")}`,
  ];
}
