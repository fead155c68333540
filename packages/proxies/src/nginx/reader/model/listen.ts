import type { SocketAddress } from "@gatecrash/core";
import type { Directive } from "../syntax/directive.ts";
import { parseAddress } from "./addresses.ts";

/** One `listen`, or one port of a range. */
export interface Listen {
  address: SocketAddress;
  isDefault: boolean;
  tls: boolean;
  http2: boolean;
  proxy_protocol: boolean;
  /** UDP, or QUIC over it. */
  udp: boolean;
  directive: Directive;
}

const rangeMax = 64;

/** An empty list if the address cannot be read. */
export function parseListen(directive: Directive, portOtherwise: number | undefined): Listen[] {
  const [where = "", ...options] = directive.args;
  const has = (...names: string[]) => names.some((name) => options.includes(name));
  return addressesOf(where, portOtherwise).map((address) => ({
    address,
    isDefault: has("default_server", "default"),
    tls: has("ssl"),
    http2: has("http2", "spdy"),
    proxy_protocol: has("proxy_protocol"),
    udp: has("udp", "quic"),
    directive,
  }));
}

function addressesOf(where: string, portOtherwise: number | undefined): SocketAddress[] {
  const range = /^(.*?)(\d+)-(\d+)$/.exec(where);
  if (range !== null && !where.startsWith("unix:")) {
    const [, before = "", first, last] = range;
    const count = Math.min(Number(last) - Number(first) + 1, rangeMax);
    return Array.from({ length: Math.max(count, 0) }, (_, index) =>
      addressOf(`${before}${Number(first) + index}`, portOtherwise),
    ).filter((each) => each !== undefined);
  }
  const address = addressOf(where, portOtherwise);
  return address === undefined ? [] : [address];
}

function addressOf(where: string, portOtherwise: number | undefined): SocketAddress | undefined {
  if (/^\d+$/.test(where)) return { kind: "tcp", host: "0.0.0.0", port: Number(where) };
  return parseAddress(where.replace(/^\*(?=:|$)/, "0.0.0.0"), portOtherwise);
}

/** What a server without `listen` does; as a user other than root it would be port 8000. */
export function listenOfNone(server: Directive): Listen {
  const address: SocketAddress = { kind: "tcp", host: "0.0.0.0", port: 80 };
  const none = { isDefault: false, tls: false, http2: false, proxy_protocol: false, udp: false };
  return { address, ...none, directive: server };
}
