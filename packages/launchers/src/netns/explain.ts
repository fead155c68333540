import { readFile } from "node:fs/promises";
import { lastLine } from "../shared/run-tool.ts";
import type { ToolResult } from "../shared/run-tool.ts";

interface Explanation {
  because: string;
  mend: string[];
}

/** A setting of the kernel that keeps ordinary users from opening namespaces. */
const settings = [
  { name: "kernel.apparmor_restrict_unprivileged_userns", forbids: "1", allows: "0" },
  { name: "kernel.unprivileged_userns_clone", forbids: "0", allows: "1" },
  { name: "user.max_user_namespaces", forbids: "0", allows: "15000" },
] as const;

const elsewhere = ["gatecrash run --launcher docker", "gatecrash run --launcher process"];

/** Why no lane could be opened for a try, and what mends it. */
export async function explain(probe: ToolResult): Promise<Explanation> {
  const said = lastLine(probe.stderr) || (probe.failure ?? `exit code ${probe.code ?? "unknown"}`);
  const tool = missingTool(probe);
  if (tool) return { because: `${tool.because} (${said})`, mend: [tool.mend, ...elsewhere] };
  const setting = await forbidding();
  if (setting) {
    const { name, forbids, allows } = setting;
    const mend = [`sudo sysctl -w ${name}=${allows}`, "run gatecrash as root", ...elsewhere];
    return {
      because: `${name} is ${forbids}: ordinary users may not open namespaces (${said})`,
      mend,
    };
  }
  if (process.geteuid?.() === 0) {
    const inContainer =
      "inside a container: start it with --privileged, or run gatecrash outside of it";
    return {
      because: `root lacks the right to open namespaces here: ${said}`,
      mend: [inContainer, ...elsewhere],
    };
  }
  return {
    because: `the kernel refuses a lane to an ordinary user: ${said}`,
    mend: ["run gatecrash as root", ...elsewhere],
  };
}

function missingTool({
  stderr,
  failure,
}: ToolResult): { because: string; mend: string } | undefined {
  const utilLinux = "sudo apt-get install util-linux   (Alpine: apk add setpriv unshare)";
  if (failure === "not-found")
    return { because: "the command setpriv of util-linux is not here", mend: utilLinux };
  if (/unrecognized option|invalid option/.test(stderr)) {
    return {
      because: "setpriv or unshare is not that of util-linux 2.36 or later",
      mend: utilLinux,
    };
  }
  if (/failed to execute unshare/.test(stderr))
    return { because: "the command unshare of util-linux is not here", mend: utilLinux };
  if (/ip: .*not found/.test(stderr)) {
    return {
      because: "the command ip is not here, nothing else brings loopback up",
      mend: "sudo apt-get install iproute2",
    };
  }
  return undefined;
}

async function forbidding(): Promise<(typeof settings)[number] | undefined> {
  if (process.geteuid?.() === 0) return undefined;
  for (const setting of settings) {
    const file = `/proc/sys/${setting.name.replaceAll(".", "/")}`;
    const value = await readFile(file, "utf8").catch(() => "");
    if (value.trim() === setting.forbids) return setting;
  }
  return undefined;
}
