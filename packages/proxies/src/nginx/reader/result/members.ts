import type { Endpoint, Group, HealthCheck, Setting } from "@gatecrash/core";
import { isLiteral } from "../model/addresses.ts";
import { inForce, oneInForce, own, type Block } from "../model/block.ts";
import type { Upstream, UpstreamServer } from "../model/upstreams.ts";
import { placeOf } from "../syntax/place.ts";
import { milliseconds } from "../syntax/units.ts";
import type { Use } from "./groups.ts";

const balancers = /^(least_conn|ip_hash|hash|random|least_time|fair|sticky|balancer_by_lua\w*)$/;

export function balanceOf({ block }: Upstream): Setting<string> {
  const found = block.body.find(({ name }) => balancers.test(name));
  if (found === undefined) return { value: "round-robin", directive: "upstream" };
  const value = [found.name, ...found.args].join(" ");
  return { value, directive: found.name, at: placeOf(found) };
}

/**
 * `alone`: the only server of its group is never left out, whatever its `max_fails` says; a name
 * may stand for several.
 */
export function endpointOf(
  id: string,
  server: UpstreamServer,
  use: Use,
  alone: boolean,
  check: HealthCheck | undefined,
): Endpoint {
  const { address, directive, failures_max, out_ms, connections_max, written } = server;
  const at = placeOf(directive);
  const isName = address.kind === "tcp" && !isLiteral(address.host);
  const isLeftOut = failures_max > 0 && (!alone || isName);
  const placed = (option: string) => (written.has(option) ? { at } : {});
  return {
    ...{ id, address, protocol: use.protocol, backup: server.backup, disabled: server.down },
    resolved: !isName ? "never" : server.resolve ? "watched" : "start",
    ...(isName && server.resolve && { found_late: true }),
    ...(use.tls !== undefined && { tls: use.tls }),
    ...(isLeftOut && {
      failures_max: { value: failures_max, directive: "max_fails", ...placed("max_fails") },
      out_ms: { value: out_ms, directive: "fail_timeout", ...placed("fail_timeout") },
    }),
    ...(connections_max > 0 && {
      connections_max: { value: connections_max, directive: "max_conns", at },
    }),
    ...(check !== undefined && { check }),
    at,
  };
}

type Kept = Pick<Group, "keepalive" | "keepalive_idle_ms" | "kept_by_default_since">;

/** Without the directive connections are kept since 1.29.7, where the protocol allows it. */
export function keepaliveOf({ block }: Upstream, { pass, protocol, read }: Use): Kept {
  const directive = "keepalive";
  const [found] = own(block, directive);
  const byDefault = pass.family === "proxy" && protocol === "http" && leavesDefaults(pass.block);
  const since = byDefault && { kept_by_default_since: "1.29.7" };
  if (found === undefined) return { keepalive: { value: false, directive }, ...since };
  const at = placeOf(found);
  const value = found.args[0] !== "0" && isKept(pass, read);
  const time = own(block, "keepalive_timeout")[0];
  const idle = milliseconds(time?.args[0] ?? "") ?? 60_000;
  return {
    keepalive: { value, directive, at },
    ...(found.args[0] !== "0" && !value && since),
    ...(value && {
      keepalive_idle_ms: {
        ...{ value: idle, directive: "keepalive_timeout" },
        ...(time !== undefined && { at: placeOf(time) }),
      },
    }),
  };
}

/** Whether requests leave the connection open: `Connection: close` is the default in HTTP/1. */
function isKept({ family, block }: Use["pass"], read: Use["read"]): boolean {
  if (family === "grpc" || family === "memcached") return true;
  if (family === "fastcgi") return oneInForce(block, "fastcgi_keep_conn")?.args[0] === "on";
  if (family !== "proxy") return false;
  const version = oneInForce(block, "proxy_http_version")?.args[0];
  if (version === "2") return true;
  const header = connectionHeader(block);
  const value = header === undefined ? "close" : read(header);
  return version === "1.1" && typeof value === "string" && !/^close$/i.test(value);
}

function leavesDefaults(block: Block): boolean {
  const version = oneInForce(block, "proxy_http_version")?.args[0];
  return version === undefined && !/^close$/i.test(connectionHeader(block) ?? "");
}

function connectionHeader(block: Block): string | undefined {
  const headers = inForce(block, "proxy_set_header");
  return headers.find(({ args }) => /^connection$/i.test(args[0] ?? ""))?.args[1];
}
