import { docker, ownLabel } from "./client.ts";

const try_ms_max = 20_000;

/** Docker turns it off where a container has no network that has it. */
const on = ["all", "lo"].flatMap((name) => ["--sysctl", `net.ipv6.conf.${name}.disable_ipv6=0`]);

const known = new Map<string, Promise<string[]>>();

/** Arguments of `docker run` that give a lane the address ::1, where the kernel knows IPv6 at all. */
export function ipv6Arguments(image: string): Promise<string[]> {
  const args = known.get(image) ?? tryOut(image);
  known.set(image, args);
  return args;
}

async function tryOut(image: string): Promise<string[]> {
  const run = ["run", "--rm", "--pull=never", "--log-driver", "none", "--network", "none"];
  const given = [...run, ...ownLabel("probe"), ...on, "--entrypoint", "true", image];
  return (await docker(given, try_ms_max)).ok ? on : [];
}
