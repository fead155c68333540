import type { NetworkTools } from "@gatecrash/core";

/** A table that holds all that filters are made of; a kernel may lack parts of it. */
const table = `table inet gatecrash_probe {
  chain taken { numgen inc mod 2 == 1 counter reject with icmp type host-unreachable; }
  chain input {
    type filter hook input priority 0; policy accept;
    ip daddr 127.0.0.2 tcp flags & (syn | ack) == syn meta length > 80 goto taken
  }
}`;

/**
 * A shell script that tries, in a lane of its own, all that filters, routes and further addresses
 * need of its kernel, its rights and its tools; its last line of standard error says what failed.
 */
export function probeScript({ nft, ip }: NetworkTools): string {
  const filter = `printf %s ${quoted(table)} | ${words(nft)} -f -`;
  const read = `${words(nft)} -j list table inet gatecrash_probe >/dev/null`;
  const route = `${words(ip)} route add unreachable 127.0.0.2/32 table local`;
  const address = `${words(ip)} addr add 10.0.3.7/32 dev lo`;
  return [filter, read, route, address].join(" && ");
}

/** A command for a shell. */
export function words(command: readonly string[]): string {
  return command.map(quoted).join(" ");
}

/** A word for a shell. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
