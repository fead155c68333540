/** How the lines that belong to a trial can be told from those of others. */
export interface LogNames {
  /** Addresses of its servers with their ports, or socket paths. */
  addresses: readonly string[];
  /** Names of the groups that its servers are in. */
  groups: readonly string[];
  /** The client's own name for the trial, where its requests say one. */
  agent?: string;
}

const anyAgent = /gatecrash-audit\/\d+/;

/**
 * True if a line of the proxy's log is about a trial. A line that names the client's program tells
 * by that alone: a late one still names the servers, which are at another trial by then.
 */
export function isAbout(line: string, { addresses, groups, agent }: LogNames): boolean {
  const said = anyAgent.exec(line)?.[0];
  if (said !== undefined) return said === agent;
  return (
    addresses.some((address) => hasWhole(line, address)) ||
    groups.some((name) => line.includes(`://${name}/`) || line.includes(` ${name}/`))
  );
}

/** `10.0.3.7:80` is no part of `10.0.3.7:8080`, nor of `110.0.3.7:80`. */
function hasWhole(line: string, address: string): boolean {
  for (let at = line.indexOf(address); at >= 0; at = line.indexOf(address, at + 1)) {
    const around = (line[at - 1] ?? "") + (line[at + address.length] ?? "");
    if (!/[\d.]/.test(around)) return true;
  }
  return false;
}
