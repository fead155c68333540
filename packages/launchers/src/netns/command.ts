import type { Capability } from "@gatecrash/core";
import { hastyKernel } from "../shared/hasty-kernel.ts";

/**
 * The lane's folder for temporary files: a file system in memory, mounted over a folder that every
 * Linux has, so that not even an empty folder stays behind when all is killed.
 */
export const scratch = "/dev/shm";

const setUp = setUpWith([]);

/** The shell script that sets a lane up and starts what it is for. */
export function setUpWith(needs: readonly Capability[]): string {
  const hasty = needs.includes("hasty-kernel") ? Object.entries(hastyKernel) : [];
  return [
    "ip link set lo up",
    ...hasty.map(([name, value]) => `echo ${value} >/proc/sys/${name.replaceAll(".", "/")}`),
    `mount -t tmpfs -o mode=1777,nosuid,nodev gatecrash ${scratch}`,
    'exec "$@"',
  ].join(" && ");
}

/**
 * The command that runs a program as the first process of a new lane: network, mount and process
 * namespaces, loopback up. The whole lane dies with the runner, even where the agent hangs
 * (`--pdeathsig`, `--kill-child`; kept across unshare: measured on Linux 6.18, util-linux 2.38).
 *
 * An ordinary user needs a user namespace as well, and keeps their own number in it: an nginx that
 * finds itself root of a namespace with a single user tries to become another one and ends
 * (measured on 1.22.1). The capabilities are those of the namespace. Root needs no user namespace,
 * and would lose the right to read other users' files in one.
 */
export function inNamespaces(
  program: string,
  args: readonly string[],
  script: string = setUp,
): { program: string; args: string[] } {
  const user = process.geteuid?.() === 0 ? [] : ["--map-current-user", "--keep-caps"];
  const namespaces = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
  return {
    program: "setpriv",
    args: [
      ...["--pdeathsig", "KILL", "unshare", ...user, ...namespaces],
      ...["sh", "-c", script, "sh", program, ...args],
    ],
  };
}
