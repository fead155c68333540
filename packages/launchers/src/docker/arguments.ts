import { resolve } from "node:path";
import type { ImageStart, LaneSpec, LaunchSpec, ProxyDriver } from "@gatecrash/core";
import { hastyKernel } from "../shared/hasty-kernel.ts";
import { quoted } from "../shared/network-probe.ts";
import type { ContainerTools } from "./network-tools.ts";

/** Memory of an agent and its upstream processes where that is limited: some three times what they need. */
const memory_bytes_max = 402_653_184;

/** The proxy's folder for temporary files, in memory. */
export const scratch = "/gatecrash-scratch";

/** Around what the binary says of its version, so that it is told apart from the log. */
export const versionBegins = "gatecrash: version begins";
export const versionEnds = "gatecrash: version ends";

/** The lane's name among all containers: of letters, digits, `_`, `.` and `-` only. */
export function laneName({ run_id, lane_id }: LaneSpec): string {
  return `gatecrash-${run_id}-${lane_id}`.replaceAll(/[^\w.-]/g, "-");
}

/** A container of a lane: nothing is pulled, nothing is kept. */
function passing({ run_id, lane_id }: LaneSpec, name: string): string[] {
  return [
    ...["run", "--rm", "--pull=never", "--log-driver", "none", "--name", name],
    ...["--label", `gatecrash.run=${run_id}`, "--label", `gatecrash.lane=${lane_id}`],
  ];
}

/** What agents and proxies have in common where the lane's folder is theirs. */
function common(spec: LaneSpec, name: string): string[] {
  const folder = resolve(spec.folder);
  const place = ["--interactive", "--workdir", folder, "--mount", bind(folder, false)];
  return [...passing(spec, name), ...place];
}

/** The docker command line of the agent's container; with tools it may use them. */
export function agentArguments(
  spec: LaneSpec,
  image: string,
  user: string,
  tools: ContainerTools | undefined,
): string[] {
  return [
    ...agentContainer(spec),
    ...rights({ program: "node", args: spec.agent.args, image, user, tools }),
  ];
}

/** The same for a world, which the script makes before the agent starts. */
export function worldAgentArguments(
  spec: LaneSpec,
  image: string,
  tools: ContainerTools,
  { mounts, script }: { mounts: readonly string[]; script: string },
): string[] {
  const args = ["-c", script, "sh", "node", ...spec.agent.args];
  return [
    ...[...agentContainer(spec), ...mounts],
    ...rights({ program: "sh", args, image, user: "0:0", tools }),
  ];
}

function agentContainer(spec: LaneSpec): string[] {
  const code = [...new Set(spec.code_folders.map((folder) => resolve(folder)))];
  return [
    ...common(spec, `${laneName(spec)}-agent`),
    ...["--network", "none"],
    ...(spec.needs.includes("hasty-kernel")
      ? Object.entries(hastyKernel).flatMap(([name, value]) => ["--sysctl", `${name}=${value}`])
      : []),
    ...(spec.needs.includes("memory-limit")
      ? // No memory on disk besides, or it would take long to be used up.
        ["--memory", String(memory_bytes_max), "--memory-swap", String(memory_bytes_max)]
      : []),
    ...code.flatMap((folder) => ["--mount", bind(folder, true)]),
  ];
}

export interface RightsSpec {
  program: string;
  args: readonly string[];
  image: string;
  /** `user:group`. */
  user: string;
  tools: ContainerTools | undefined;
}

/**
 * The end of a command line that starts a program as this user, with the right to filter packets if
 * there are tools. Docker gives added rights to root alone, so any other user gets them on the way.
 */
export function rights({ program, args, image, user, tools }: RightsSpec): string[] {
  const plain = ["--user", user, "--entrypoint", program, image, ...args];
  if (!tools) return plain;
  const able = ["--cap-add", "NET_ADMIN", ...tools.mounts];
  if (user === "0:0") return [...able, ...plain];
  const [uid = "", gid = ""] = user.split(":");
  const [entry = "", ...rest] = tools.setpriv;
  return [
    ...[...able, "--user", "0:0", "--entrypoint", entry, image, ...rest],
    ...["--reuid", uid, "--regid", gid, "--clear-groups"],
    ...["--inh-caps", "+net_admin", "--ambient-caps", "+net_admin", program, ...args],
  ];
}

/** The docker command line of a proxy's container: version and start in one. */
export function proxyArguments(
  spec: LaneSpec,
  name: string,
  user: string,
  { image, driver, launch }: { image: string; driver: ProxyDriver; launch: LaunchSpec },
): string[] {
  const version = [driver.binary, ...driver.version_args].map(quoted).join(" ");
  const start = [driver.binary, ...launch.args].map(quoted).join(" ");
  const script = `echo ${quoted(versionBegins)}; ${version} 2>&1; echo ${quoted(versionEnds)}; exec ${start}`;
  return [
    ...common(spec, name),
    ...["--user", user, ...inLane(spec), "--tmpfs", `${scratch}:mode=1777`],
    // After the image's own entrypoint, which runs what it does not know as it is.
    ...[image, "sh", "-c", script],
  ];
}

/** The docker command line of a proxy in a world: the image as it is, but for what is mounted. */
export function worldProxyArguments(
  spec: LaneSpec,
  name: string,
  image: string,
  { user, command = [] }: ImageStart,
  mounts: readonly string[],
): string[] {
  return [
    ...[...passing(spec, name), "--no-healthcheck", ...inLane(spec), ...mounts],
    ...[...(user === undefined ? [] : ["--user", user]), image, ...command],
  ];
}

/** Network and processes are those of the lane's agent. */
function inLane(spec: LaneSpec): string[] {
  const agent = `container:${laneName(spec)}-agent`;
  return ["--network", agent, "--pid", agent];
}

/** One mount, as the comma-separated values that the docker client reads. */
export function bind(source: string, readonly: boolean, target = source): string {
  const fields = ["type=bind", `source=${source}`, `target=${target}`];
  return commaSeparated([...fields, ...(readonly ? ["readonly"] : [])]);
}

/** A mount of an empty folder in memory, where every user may write. */
export function inMemory(target: string): string {
  return commaSeparated(["type=tmpfs", `target=${target}`, "tmpfs-mode=1777"]);
}

function commaSeparated(fields: readonly string[]): string {
  return fields
    .map((field) => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(",");
}
