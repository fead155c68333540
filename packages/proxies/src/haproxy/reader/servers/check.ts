import type { HealthCheck, SocketAddress } from "@gatecrash/core";
import { optionLine, type Proxy } from "../proxies.ts";
import { set, standard, parseNumber, parseTime } from "../settings/values.ts";
import { begins, placeOf, word, type Line } from "../text/line.ts";
import type { Options } from "./options.ts";

/** Protocols that HAProxy can probe with besides HTTP. */
const otherChecks = [
  "smtpchk",
  "mysql-check",
  "pgsql-check",
  "redis-check",
  "ldap-check",
  "ssl-hello-chk",
  "external-check",
  "spop-check",
  "tcp-check",
];

/** How a server is probed, if it is. */
export function readCheck(
  proxy: Proxy,
  options: Options,
  server: SocketAddress,
): HealthCheck | undefined {
  const check = options.get("check");
  if (!check) return undefined;
  const kind = kindOf(proxy);
  const address = addressOf(options, server);
  return {
    ...kind,
    interval_ms: time(options, "inter", 2_000),
    fall: count(options, "fall", 3),
    rise: count(options, "rise", 2),
    ...(address ? { address } : {}),
    at: placeOf(check.line),
  };
}

function time(options: Options, name: string, fallback: number) {
  const option = options.get(name);
  const value = option && parseTime(option.value);
  return option && value !== undefined ? set(value, name, option.line) : standard(fallback, name);
}

function count(options: Options, name: string, fallback: number) {
  const option = options.get(name);
  const value = option && parseNumber(option.value);
  return option && value !== undefined ? set(value, name, option.line) : standard(fallback, name);
}

function kindOf(proxy: Proxy): Pick<HealthCheck, "kind" | "path"> {
  const http = optionLine(proxy, "httpchk");
  const others = otherChecks
    .map((name) => optionLine(proxy, name))
    .filter((line) => line !== undefined);
  // The option that stands last in the configuration is the one in force.
  const last = Math.max(-1, ...others.map((line) => proxy.lines.indexOf(line)));
  if (http && proxy.lines.indexOf(http) > last) return { kind: "http", path: pathOf(proxy, http) };
  return { kind: last >= 0 ? "other" : "tcp" };
}

/** `option httpchk [method] <uri> [version]`, or what `http-check send` says. */
function pathOf(proxy: Proxy, option: Line): string {
  const sends = proxy.lines.findLast(
    (line) => begins(line, "http-check", "send") && line.words.includes("uri"),
  );
  if (sends) return word(sends, sends.words.indexOf("uri") + 1);
  return option.words.length === 3 ? word(option, 2) : word(option, 3) || "/";
}

/** Where the probe goes, if `addr` or `port` says so. */
function addressOf(options: Options, server: SocketAddress): SocketAddress | undefined {
  const host = options.get("addr")?.value;
  const port = Number(options.get("port")?.value ?? 0);
  if ((host === undefined && port === 0) || server.kind === "unix") return undefined;
  return { kind: "tcp", host: host ?? server.host, port: port === 0 ? server.port : port };
}
