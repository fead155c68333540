import type { SocketAddress } from "@gatecrash/core";
import type { Directive } from "../syntax/directive.ts";
import { milliseconds, wholeNumber } from "../syntax/units.ts";
import { parseAddress } from "./addresses.ts";
import { blockOf, own, type Block } from "./block.ts";

/** A `server` of an `upstream`. */
export interface UpstreamServer {
  address: SocketAddress;
  weight: number;
  backup: boolean;
  down: boolean;
  /** Looked up again and again. */
  resolve: boolean;
  failures_max: number;
  out_ms: number;
  /** 0: no limit. */
  connections_max: number;
  directive: Directive;
  /** Options that were written, so that defaults can be told from them. */
  written: Set<string>;
}

export interface Upstream {
  name: string;
  block: Block;
  servers: UpstreamServer[];
  /** Addresses that were not understood. */
  unread: Directive[];
}

export function readUpstreams(site: Block, kind: "http" | "stream"): Map<string, Upstream> {
  const upstreams = new Map<string, Upstream>();
  for (const directive of own(site, "upstream")) {
    const name = directive.args[0];
    if (name === undefined || upstreams.has(name.toLowerCase())) continue;
    const block = blockOf(directive, site);
    const upstream: Upstream = { name, block, servers: [], unread: [] };
    for (const each of own(block, "server")) {
      const server = readUpstreamServer(each, kind);
      if (server === undefined) upstream.unread.push(each);
      else upstream.servers.push(server);
    }
    upstreams.set(name.toLowerCase(), upstream);
  }
  return upstreams;
}

function readUpstreamServer(
  directive: Directive,
  kind: "http" | "stream",
): UpstreamServer | undefined {
  const [where = "", ...options] = directive.args;
  const values = new Map(options.map((option) => split(option)));
  // The port of a service comes with its SRV record: any stands for it.
  const portOtherwise = kind === "http" || values.has("service") ? 80 : undefined;
  const address = parseAddress(where, portOtherwise);
  if (address === undefined) return undefined;
  const number = (name: string) => wholeNumber(values.get(name) ?? "");
  return {
    address,
    weight: number("weight") ?? 1,
    backup: values.has("backup"),
    down: values.has("down"),
    resolve: values.has("resolve"),
    failures_max: number("max_fails") ?? 1,
    out_ms: milliseconds(values.get("fail_timeout") ?? "") ?? 10_000,
    connections_max: number("max_conns") ?? 0,
    directive,
    written: new Set(values.keys()),
  };
}

function split(option: string): [string, string] {
  const at = option.indexOf("=");
  return at === -1 ? [option, ""] : [option.slice(0, at), option.slice(at + 1)];
}
