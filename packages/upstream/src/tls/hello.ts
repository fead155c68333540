import type { ClientHello } from "@gatecrash/core";

const names: Record<number, string> = {
  0x0301: "TLS 1.0",
  0x0302: "TLS 1.1",
  0x0303: "TLS 1.2",
  0x0304: "TLS 1.3",
};

/** What a client asked for, for the record. */
export function describeHello({ server_name, alpn, versions }: ClientHello): string {
  const known = versions.map((version) => names[version]).filter((name) => name !== undefined);
  return [
    ...known.reverse(),
    server_name === undefined ? "no SNI" : `SNI ${server_name}`,
    ...(alpn.length > 0 ? [`ALPN ${alpn.join(" ")}`] : []),
  ].join(", ");
}
