import type { Front } from "@gatecrash/core";
import { madeNames, readRules, type Rule } from "../variables/rules.ts";
import type { Directive } from "../syntax/directive.ts";
import { placeOf } from "../syntax/place.ts";
import { writeAddress } from "./addresses.ts";
import { blockOf, inForce, own, type Block } from "./block.ts";
import { listenOfNone, parseListen, type Listen } from "./listen.ts";
import { serverLocation, type Location } from "./location.ts";
import { parseServerName, type ServerName } from "./server-name.ts";
import { readUpstreams, type Upstream } from "./upstreams.ts";

export interface Server {
  number: number;
  block: Block;
  names: ServerName[];
  root: Location;
  fronts: FrontModel[];
}

/** An address with the servers that listen on it; the first or marked one is the default. */
export interface FrontModel extends Front {
  servers: Server[];
  default?: Server;
}

/** An `http` or a `stream` block. */
export interface Site {
  kind: "http" | "stream";
  block: Block;
  servers: Server[];
  fronts: FrontModel[];
  datagram_ports: number[];
  upstreams: Map<string, Upstream>;
  rules: Map<string, Rule>;
  /** Variables that are empty until something gives them a value. */
  made: Set<string>;
  notes: { message: string; at?: Directive }[];
}

export function readSite(directive: Directive, main: Block): Site {
  const kind = directive.name === "stream" ? "stream" : "http";
  const block = blockOf(directive, main);
  const notes: Site["notes"] = [];
  const upstreams = readUpstreams(block, kind);
  const rules = readRules(block.body);
  const made = madeNames(block.body);
  const fronts = new Map<string, FrontModel>();
  const servers = own(block, "server").map((each, number) => {
    return readServer(each, number, block, kind);
  });
  const none = { fronts: [], datagram_ports: [] };
  const site: Site = { kind, block, servers, ...none, upstreams, rules, made, notes };
  for (const server of servers) {
    for (const listen of listensOf(server, kind, notes)) addListen(site, fronts, server, listen);
  }
  site.fronts = [...fronts.values()];
  return site;
}

function readServer(
  directive: Directive,
  number: number,
  parent: Block,
  kind: Site["kind"],
): Server {
  const block = blockOf(directive, parent);
  const written = own(block, "server_name").flatMap(({ args }) => args);
  const names = (written.length === 0 ? [""] : written).map((name) => parseServerName(name));
  const root = kind === "http" ? serverLocation(block) : serverLocation({ ...block, body: [] });
  return { number, block, names, root, fronts: [] };
}

function listensOf(server: Server, kind: Site["kind"], notes: Site["notes"]): Listen[] {
  const written = own(server.block, "listen");
  if (written.length === 0) return kind === "http" ? [listenOfNone(server.block.directive)] : [];
  return written.flatMap((directive) => {
    const listens = parseListen(directive, kind === "http" ? 80 : undefined);
    if (listens.length === 0) {
      notes.push({ message: "The address is not understood; it is left out.", at: directive });
    }
    return listens;
  });
}

function addListen(
  site: Site,
  fronts: Map<string, FrontModel>,
  server: Server,
  listen: Listen,
): void {
  if (listen.udp) {
    site.notes.push({ message: "Only TCP is audited, not UDP or QUIC.", at: listen.directive });
    if (listen.address.kind === "tcp") site.datagram_ports.push(listen.address.port);
    return;
  }
  const id = writeAddress(listen.address);
  let front = fronts.get(id);
  if (front === undefined) {
    const { address } = listen;
    const mode = site.kind === "http" ? "http" : "tcp";
    const none = { tls: false, http2: false, proxy_protocol: false };
    front = { id, address, mode, ...none, at: placeOf(listen.directive), servers: [] };
    fronts.set(id, front);
  }
  // `ssl on` was a directive until 1.25.1.
  const isOn = (name: string) => inForce(server.block, name)[0]?.args[0] === "on";
  front.tls ||= listen.tls || isOn("ssl");
  front.http2 ||= listen.http2 || isOn("http2");
  front.proxy_protocol ||= listen.proxy_protocol;
  if (listen.isDefault) front.default ??= server;
  if (!server.fronts.includes(front)) front.servers.push(server);
  if (!server.fronts.includes(front)) server.fronts.push(front);
}
