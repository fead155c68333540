import type { AuditRoute, Group, RouteSettings, UpstreamTls } from "@gatecrash/core";
import { isLiteral, parseAddress, writeAddress } from "../model/addresses.ts";
import { oneInForce, own, type Block } from "../model/block.ts";
import type { FrontModel, Server, Site } from "../model/site.ts";
import type { Directive } from "../syntax/directive.ts";
import { placeOf } from "../syntax/place.ts";
import { bytes, flag, milliseconds } from "../syntax/units.ts";
import { balanceOf, endpointOf } from "../result/members.ts";
import { retryingOf } from "../result/retrying.ts";
import { settingOf } from "../result/setting.ts";
import { tlsOf } from "../result/tls.ts";
import { findStreamWays, type StreamWay } from "./search.ts";

/** The ways through the `stream` block, which passes bytes on. */
export function streamRoutesOf(site: Site, groups: Group[]): AuditRoute[] {
  return site.servers.flatMap((server) => {
    const front = server.fronts[0];
    const [directive] = own(server.block, "proxy_pass");
    if (front === undefined || directive?.args[0] === undefined) return [];
    return findStreamWays(site, server, front, directive).map((way, index) => {
      return routeOf(site, server, front, directive, way, index, groups);
    });
  });
}

function routeOf(
  site: Site,
  { block }: Server,
  front: FrontModel,
  directive: Directive,
  way: StreamWay,
  index: number,
  groups: Group[],
): AuditRoute {
  const group = groupOf(site, block, directive, way, groups);
  const servers = group.endpoints.filter(({ disabled }) => !disabled).length;
  return {
    id: index === 0 ? front.id : `${front.id} ${way.server_name ?? `#${index + 1}`}`,
    front: front.id,
    ...(way.unreachable !== undefined && { unreachable: way.unreachable }),
    ...(way.server_name !== undefined && { server_name: way.server_name }),
    ...(way.client !== undefined && { client: way.client }),
    ...{ group: group.id, protocol: "tcp", settings: settingsOf(block, Math.max(servers, 1)) },
    at: placeOf(directive),
  };
}

function groupOf(
  site: Site,
  block: Block,
  directive: Directive,
  { target }: StreamWay,
  groups: Group[],
): Group {
  const isTls = oneInForce(block, "proxy_ssl")?.args[0] === "on";
  const name = typeof target === "string" ? target : directive.args[0]!;
  const tls = isTls ? tlsOf(block, "proxy", name, (text) => text) : undefined;
  const id = `${isTls ? "tls" : "tcp"}://${name}`;
  const known = groups.find((group) => group.id === id);
  if (known !== undefined) return known;
  const upstream = site.upstreams.get(name.toLowerCase());
  const pass = { family: "proxy" as const, directive, block };
  const use = { pass, protocol: "tcp" as const, ...(tls && { tls }), read: (text: string) => text };
  const isAlone = upstream?.servers.length === 1;
  const endpoints =
    upstream === undefined
      ? single(id, target, directive, tls)
      : upstream.servers.map((server, index) =>
          endpointOf(`${id}/${index + 1}`, server, use, isAlone, undefined),
        );
  const proxied = oneInForce(block, "proxy_protocol")?.args[0] === "on" && { proxied: true };
  const group: Group = {
    ...{ id, name },
    endpoints: endpoints.map((endpoint) => ({ ...endpoint, ...proxied })),
    balance:
      upstream === undefined
        ? { value: "round-robin", directive: "proxy_pass" }
        : balanceOf(upstream),
    keepalive: { value: false, directive: "proxy_pass" },
    at: placeOf(upstream?.block.directive ?? directive),
  };
  groups.push(group);
  return group;
}

function single(
  id: string,
  target: StreamWay["target"],
  directive: Directive,
  tls: UpstreamTls | undefined,
): Group["endpoints"] {
  const address = typeof target === "string" ? parseAddress(target) : undefined;
  if (address === undefined) return [];
  const isName = address.kind === "tcp" && !isLiteral(address.host);
  const when = directive.args[0]!.includes("$") ? "request" : "start";
  return [
    {
      ...{ id: `${id}/${writeAddress(address)}`, address, protocol: "tcp", at: placeOf(directive) },
      ...{ backup: false, disabled: false, resolved: isName ? when : "never" },
      ...(tls !== undefined && { tls }),
    },
  ];
}

const tenMinutes_ms = 600_000;

/** Only connecting is tried again; what comes after is passed on. */
function settingsOf(block: Block, servers: number): RouteSettings {
  const time = settingOf(block, "proxy_timeout", milliseconds, tenMinutes_ms);
  const retries = settingOf(block, "proxy_next_upstream", flag, true);
  const none = { directive: "proxy_pass" };
  return {
    connect_timeout_ms: settingOf(block, "proxy_connect_timeout", milliseconds, 60_000),
    send_timeout_ms: time,
    read_timeout_ms: time,
    ...retryingOf(block, "proxy", servers),
    retry_on: { ...retries, value: retries.value ? ["connect", "timeout"] : [] },
    retry_non_idempotent: { ...none, value: false },
    response_buffering: { ...none, value: false },
    request_buffering: { ...none, value: false },
    head_bytes_max: settingOf(block, "proxy_buffer_size", bytes, 16 * 1024),
    request_body_bytes_max: { ...none, value: 0 },
    error_pages: [],
    intercept_errors: { ...none, value: false },
    upgrade: { ...none, value: false },
  };
}
