import type { SocketAddress } from "@gatecrash/core";
import { parseAddress } from "../address.ts";
import type { Proxy } from "../proxies.ts";
import { word, type Line } from "../text/line.ts";
import { makeServer, type Server } from "./endpoint.ts";
import { readOptions, type Options } from "./options.ts";
import type { GlobalTls } from "./tls.ts";

/** More servers than these of one template are not looked at. */
const templateMax = 64;

export interface ServerContext {
  environment: ReadonlyMap<string, string>;
  tls: GlobalTls;
  note(message: string, line?: Line): void;
}

/** The servers of a backend, in order. */
export function readServers(proxy: Proxy, context: ServerContext): Server[] {
  let base: Options = new Map();
  const servers: Server[] = [];
  for (const line of proxy.lines) {
    const first = word(line, 0);
    // It counts for the servers after it.
    if (first === "default-server") base = readOptions(line, 1, base);
    else if (first === "server") servers.push(...ofServer(line, proxy, base, context));
    else if (first === "server-template") servers.push(...ofTemplate(line, proxy, base, context));
  }
  return servers;
}

function ofServer(line: Line, proxy: Proxy, base: Options, context: ServerContext): Server[] {
  const parsed = parseAddress(word(line, 2), context.environment);
  const { address } = parsed;
  if (!address) {
    context.note(`the server ${word(line, 1)} has no address that can be stood in for`, line);
    return [];
  }
  if (isService(address)) noteService(line, context);
  else if (address.kind === "tcp" && parsed.port_relative)
    context.note(
      `the port of ${word(line, 1)} follows from the one that a client connects to`,
      line,
    );
  if (address.kind === "tcp" && /^(0\.0\.0\.0|::)$/.test(address.host))
    context.note(`the address of ${word(line, 1)} follows from each request`, line);
  const options = readOptions(line, 3, base);
  return [makeServer({ name: word(line, 1), line, options, parsed, address }, proxy, context.tls)];
}

/** `_http._tcp.name`: a service, whose servers and ports come of SRV records. */
function isService(address: SocketAddress): boolean {
  return address.kind === "tcp" && /^_[^.]+\._(tcp|udp)\./.test(address.host);
}

function noteService(line: Line, { note }: ServerContext): void {
  note("the addresses and ports of these servers come from SRV records", line);
}

/** `server-template <prefix> <count or range> <address> …` */
function ofTemplate(line: Line, proxy: Proxy, base: Options, context: ServerContext): Server[] {
  const found = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(word(line, 2));
  const parsed = parseAddress(word(line, 3), context.environment);
  const { address } = parsed;
  if (!found || !address) {
    context.note("a number of servers and their address were expected", line);
    return [];
  }
  const first = found[2] === undefined ? 1 : Number(found[1]);
  const last = Number(found[2] ?? found[1]);
  const count = Math.min(templateMax, last - first + 1);
  if (count < last - first + 1)
    context.note(`of the template's servers only the first ${templateMax} are looked at`, line);
  if (isService(address)) noteService(line, context);
  const options = readOptions(line, 4, base);
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const name = `${word(line, 1)}${first + index}`;
    return makeServer({ name, line, options, parsed, address }, proxy, context.tls);
  });
}
