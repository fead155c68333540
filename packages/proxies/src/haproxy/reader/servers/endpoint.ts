import { ownerOf } from "@gatecrash/core";
import type { Endpoint, Protocol, SocketAddress } from "@gatecrash/core";
import { isName, type ParsedAddress } from "../address.ts";
import type { Proxy } from "../proxies.ts";
import { lastLine } from "../proxies.ts";
import { parseNumber, set, standard } from "../settings/values.ts";
import { placeOf, type Line } from "../text/line.ts";
import { readCheck } from "./check.ts";
import type { Options } from "./options.ts";
import { readTls, type GlobalTls } from "./tls.ts";

/** A server, with what it needs besides its address. */
export interface Server {
  endpoint: Endpoint;
  options: Options;
  line: Line;
}

interface ServerParts {
  name: string;
  line: Line;
  options: Options;
  parsed: ParsedAddress;
  address: SocketAddress;
}

/** A server in words that all proxies share. */
export function makeServer(parts: ServerParts, proxy: Proxy, global: GlobalTls): Server {
  const { name, line, options, address } = parts;
  const tls = readTls(options, global);
  const check = readCheck(proxy, options, address);
  const maximum = options.get("maxconn");
  const connections = maximum && parseNumber(maximum.value);
  const endpoint: Endpoint = {
    id: `${proxy.name}/${name}`,
    address,
    protocol: protocolOf(proxy, options),
    ...(tls ? { tls } : {}),
    ...(tellsClient(options) ? { proxied: true } : {}),
    backup: options.has("backup"),
    disabled: options.has("disabled"),
    resolved: resolvedOf(options, address),
    ...(startsWithout(options) ? { start_without_address: true } : {}),
    ...(isFoundLate(options, address) ? { found_late: true } : {}),
    ...failuresOf(options),
    ...(maximum && connections
      ? { connections_max: set(connections, "maxconn", maximum.line) }
      : {}),
    ...(check ? { check } : {}),
    at: placeOf(line),
  };
  return { endpoint, options, line };
}

function tellsClient(options: Options): boolean {
  const ways = ["send-proxy", "send-proxy-v2", "send-proxy-v2-ssl", "send-proxy-v2-ssl-cn"];
  return ways.some((way) => options.has(way));
}

function protocolOf(proxy: Proxy, options: Options): Protocol {
  if (lastLine(proxy.lines, "use-fcgi-app")) return "fastcgi";
  const proto = options.get("proto")?.value;
  if (proto === "h2") return "h2";
  if (proto === "fcgi") return "fastcgi";
  if (proxy.mode !== "http") return "tcp";
  // The server chooses, and one that can speak HTTP/2 does.
  const offered = options.get("alpn")?.value.split(",") ?? [];
  return options.has("ssl") && offered[0] === "h2" && proto === undefined ? "h2" : "http";
}

function resolvedOf(options: Options, address: SocketAddress): Endpoint["resolved"] {
  if (address.kind === "unix" || !isName(address.host)) return "never";
  return options.has("resolvers") ? "watched" : "start";
}

/** The last of these ways always succeeds: no address yet (`none`), or a fixed one. */
function startsWithout(options: Options): boolean {
  const ways = options.get("init-addr")?.value.split(",") ?? [];
  return ways.some((way) => way === "none" || /^[\d.]+$|:/.test(way));
}

/** A service (SRV) is nothing that a hosts file knows; what it knows may be left aside (`none`). */
function isFoundLate(options: Options, address: SocketAddress): boolean {
  if (address.kind === "unix" || resolvedOf(options, address) !== "watched") return false;
  if (ownerOf(address.host) !== address.host) return true;
  const ways = options.get("init-addr")?.value.split(",") ?? ["libc"];
  return !ways.includes("libc") && startsWithout(options);
}

/** Failures of live traffic take a server out only where they are observed. */
function failuresOf(options: Options): Pick<Endpoint, "failures_max"> {
  if (!options.has("observe")) return {};
  const limit = options.get("error-limit");
  const value = limit && parseNumber(limit.value);
  return {
    failures_max:
      limit && value !== undefined
        ? set(value, "error-limit", limit.line)
        : standard(10, "error-limit"),
  };
}
