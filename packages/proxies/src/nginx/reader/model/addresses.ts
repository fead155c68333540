import type { SocketAddress } from "@gatecrash/core";

/** `host`, `host:port`, `[v6]:port` or `unix:path`; undefined if it is none of them. */
export function parseAddress(text: string, portOtherwise?: number): SocketAddress | undefined {
  if (text.startsWith("unix:")) {
    const path = text.slice(5);
    return path === "" ? undefined : { kind: "unix", path };
  }
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:[\]/\s]+)(?::(\d{1,5}))?$/.exec(text);
  if (match === null) return undefined;
  const port = match[2] === undefined ? portOtherwise : Number(match[2]);
  if (port === undefined || port > 65_535) return undefined;
  return { kind: "tcp", host: match[1]!.replace(/^\[|\]$/g, ""), port };
}

/** True if the host is written as an address: nothing is looked up. */
export function isLiteral(host: string): boolean {
  return host.includes(":") || ipv4Number(host) !== undefined;
}

export function ipv4Number(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  const parts = match.slice(1).map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** True if `a.b.c.d/n` (or an address, or `all`) holds the IPv4 address. */
export function holdsAddress(range: string, address: string): boolean {
  if (range === "all") return true;
  const [base = "", bits = "32"] = range.split("/");
  const [low, wanted] = [ipv4Number(base), ipv4Number(address)];
  if (low === undefined || wanted === undefined) return base === address;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(low / size) === Math.floor(wanted / size);
}

/** An address inside of a range, not the first one, which may be the network's own. */
export function addressIn(range: string): string | undefined {
  const [base = "", bits] = range.split("/");
  const low = ipv4Number(base);
  if (low === undefined) return undefined;
  if (bits === undefined || bits === "32") return base;
  const size = 2 ** (32 - Number(bits));
  const number = Math.floor(low / size) * size + (size > 8 ? 7 : 1);
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}

export function writeAddress(address: SocketAddress): string {
  if (address.kind === "unix") return `unix:${address.path}`;
  return `${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
}
