import type { SocketAddress } from "@gatecrash/core";
import { expandAddress } from "./text/tokenise.ts";

/** An address as HAProxy writes them. */
export interface ParsedAddress {
  /** None for what is neither TCP nor a socket file: an inherited descriptor, a socket pair. */
  address?: SocketAddress;
  /** The last port of a range. */
  port_last?: number;
  /** `+1000` or nothing: the port the client connected to counts. */
  port_relative: boolean;
  udp: boolean;
  /** An abstract socket, which has no file. */
  abstract: boolean;
}

const families =
  /^(?:(?:stream\+|dgram\+)?(ipv4|ipv6|ip|tcp|tcp4|tcp6|udp|udp4|udp6|uxst|uxdg|unix|abns|abnsz|fd|sockpair|quic|quic4|quic6|mptcp|mptcp4|mptcp6|ring|rhttp|env))@/;

/**
 * Reads an address of `bind`, `server`, `log` and the like; without a host it is any address,
 * `0.0.0.0` or `::`.
 */
export function parseAddress(
  written: string,
  environment: ReadonlyMap<string, string>,
  defaultPort = 0,
): ParsedAddress {
  let text = expandAddress(written, environment);
  const prefix = families.exec(text);
  const family = prefix?.[1] ?? "";
  if (prefix) text = text.slice(prefix[0].length);
  const plain = { port_relative: false, udp: /^(quic|udp|uxdg)/.test(family), abstract: false };
  if (text.startsWith("/") || family === "unix" || /^ux/.test(family))
    return { ...plain, address: { kind: "unix", path: text } };
  if (/^abns/.test(family))
    return { ...plain, abstract: true, address: { kind: "unix", path: `@${text}` } };
  if (/^(fd|sockpair|ring|rhttp)$/.test(family)) return plain;
  const { host, port } = splitPort(text);
  const [from = "", to] = port.replace(/^\+/, "").split("-");
  const number = from === "" ? defaultPort : toPort(from);
  const any = /6$/.test(family) ? "::" : "0.0.0.0";
  return {
    ...plain,
    address: { kind: "tcp", host: host === "" || host === "*" ? any : host, port: number },
    ...(to === undefined || port.startsWith("-") ? {} : { port_last: toPort(to) }),
    port_relative: port.startsWith("+") || port.startsWith("-") || number === 0,
  };
}

/** `host:port`, `[::1]:80`, `::1:80` (the last colon divides) or no port at all. */
function splitPort(text: string): { host: string; port: string } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed) return { host: bracketed[1] ?? "", port: bracketed[2] ?? "" };
  const colon = text.lastIndexOf(":");
  if (colon < 0) return { host: text, port: "" };
  const host = text.slice(0, colon);
  return { host: host === ":" ? "::" : host, port: text.slice(colon + 1) };
}

function toPort(text: string): number {
  const port = Number(text);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : 0;
}

/** True for a host that has to be looked up. */
export function isName(host: string): boolean {
  return !/^\d{1,3}(\.\d{1,3}){3}$/.test(host) && !host.includes(":") && host !== "";
}

/** As in a configuration: `10.0.0.1:80`, `[::1]:80`, `/run/x.sock`. */
export function showAddress(address: SocketAddress): string {
  if (address.kind === "unix") return address.path;
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  return `${host}:${address.port}`;
}
