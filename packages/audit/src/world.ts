import { ownerOf } from "@gatecrash/core";
import type {
  Address,
  Configuration,
  Endpoint,
  Front,
  LaneWorld,
  SocketAddress,
  WorldServer,
  WorldSpec,
} from "@gatecrash/core";
import { AddressBook } from "./addresses.ts";

/** The world around a configuration, as far as it can be planned without looking at the machine. */
export interface WorldPlan {
  lane: Pick<LaneWorld, "addresses" | "redirects" | "shared">;
  spec: WorldSpec;
  /** Lines of the lane's hosts file. */
  hosts: { address: string; name: string }[];
  /** Endpoints that are fronts of the proxy's own: what is behind them is faked, they are not. */
  inner: string[];
}

/** Where a redirected server really listens: above what services use. */
const redirected_from = 20_000;
const redirected_dns_from = 30_000;

/**
 * Every address that the proxy would reach for is claimed, every name leads to an address that is
 * ours. Pure: the same configuration gives the same world.
 */
export function planWorld(configuration: Configuration): WorldPlan {
  const book = new AddressBook(configuration.needs.names.map(({ name }) => name));
  const { fronts, groups, needs, routes } = configuration;
  const endpoints = groups.flatMap((group) => group.endpoints);
  const inner = endpoints.filter(({ address }) => fronts.some((front) => meets(front, address)));
  const faked = endpoints.filter((endpoint) => !inner.includes(endpoint));
  const redirects: LaneWorld["redirects"] = [];
  const passed = passedThrough(configuration);
  const servers = distinct(faked).map((endpoint, index): WorldServer => {
    const address = place(endpoint.address, book);
    const server: WorldServer = {
      endpoint: endpoint.id,
      address,
      protocol: endpoint.protocol,
      tls: endpoint.tls !== undefined || passed.has(endpoint.id),
      ...(isProxied(endpoint, endpoints) ? { proxied: true } : {}),
    };
    const taken = fronts.some((front) => takesAll(front, address.port));
    if (!taken || address.address.includes("/")) return server;
    const to_port = redirected_from + index;
    redirects.push({ address: address.address, port: address.port, to_port });
    return { ...server, listen: { address: address.address, port: to_port } };
  });
  const asked = [...needs.resolvers.map(({ address, port }) => ({ address, port })), book.dns];
  const dns = asked.map((address, index): WorldSpec["dns"][number] => {
    // A socket for all addresses leaves no place for one of ours, whichever address that takes.
    if (!configuration.datagram_ports?.includes(address.port)) return { address };
    const to_port = redirected_dns_from + index;
    redirects.push({ ...address, to_port });
    return { address, listen: { address: address.address, port: to_port } };
  });
  const logs = needs.others.flatMap(({ address, what }) =>
    what === "log" && address.kind === "tcp" ? [place(address, book)] : [],
  );
  const own = needs.bind_addresses.map(({ address }) => address);
  const listening = fronts.flatMap(({ address }) => (address.kind === "tcp" ? [address.host] : []));
  const claimed = [...servers.map(({ address }) => address.address), ...own, ...listening];
  claimed.push(...asked.map(({ address }) => address), ...logs.map(({ address }) => address));
  claimed.push(...routes.flatMap(({ client }) => client ?? []));
  claimed.push(...needs.others.map(({ address }) => place(address, book).address));
  return {
    lane: { addresses: book.claims(claimed), redirects, shared: sharedFolders(configuration) },
    spec: { servers, names: book.zone(), found_late: lateNames(faked), dns, logs },
    hosts: book.hosts(),
    inner: inner.map(({ id }) => id),
  };
}

function lateNames(endpoints: readonly Endpoint[]): string[] {
  const names = endpoints.flatMap(({ address, found_late, disabled }) =>
    found_late === true && !disabled && address.kind === "tcp" ? [ownerOf(address.host)] : [],
  );
  return [...new Set(names.map((name) => name.toLowerCase()))];
}

/** Some way to the endpoint's address tells of the client. */
function isProxied({ address }: Endpoint, all: readonly Endpoint[]): boolean {
  const key = keyOf(address);
  return all.some((each) => each.proxied === true && keyOf(each.address) === key);
}

/** Endpoints to which a client's own TLS is passed on unread. */
function passedThrough({ routes, groups, fronts }: Configuration): Set<string> {
  const tls = new Set(fronts.flatMap((front) => (front.tls ? [front.id] : [])));
  const ids = routes.flatMap(({ server_name, front, group }) =>
    server_name !== undefined && !tls.has(front) ? [group] : [],
  );
  const passed = groups.filter(({ id }) => ids.includes(id));
  return new Set(passed.flatMap(({ endpoints }) => endpoints.map(({ id }) => id)));
}

/** Endpoints that differ in where they are; several routes may share one. */
function distinct(endpoints: readonly Endpoint[]): Endpoint[] {
  const seen = new Set<string>();
  return endpoints.filter(({ address }) => {
    const key = keyOf(address);
    return !seen.has(key) && seen.add(key);
  });
}

/** The server that stands for an endpoint: the first of those at the same address. */
export function serverOf(endpoint: Endpoint, groups: Configuration["groups"]): string {
  const all = groups.flatMap((group) => group.endpoints);
  const key = keyOf(endpoint.address);
  return all.find(({ address }) => keyOf(address) === key)?.id ?? endpoint.id;
}

/** The same for addresses that lead to the same place, however they are written. */
function keyOf(address: SocketAddress): string {
  if (address.kind === "unix") return address.path;
  return `${ownerOf(address.host.toLowerCase())} ${portOf(address)}`;
}

/** The root, folders whose content belongs to the system, and what is no plain path. */
const not_shared = /^(?:$|[^/]|\/(?:dev|proc|sys)(?:\/|$))|\/\.\.?(?:\/|$)|[$%]/;

/** Where unix sockets and logs lie; a folder within another one is that one's. */
function sharedFolders({ fronts, groups, logs = [] }: Configuration): string[] {
  const sockets = [...fronts, ...groups.flatMap((group) => group.endpoints)].flatMap(
    ({ address }) => (address.kind === "unix" ? [address.path] : []),
  );
  const files = [...sockets, ...logs.map(({ path }) => path)];
  const folders = files
    .map((path) => path.slice(0, path.lastIndexOf("/")))
    .filter((folder) => !not_shared.test(folder));
  return [...new Set(folders)]
    .filter((folder) => !folders.some((each) => folder.startsWith(`${each}/`)))
    .sort();
}

function place(address: SocketAddress, book: AddressBook): Address {
  if (address.kind === "unix") return { address: address.path, port: 0 };
  return { address: book.addressOf(address.host), port: portOf(address) };
}

/** Where services are: their configuration says no port, DNS does. */
const service_port = 8_080;

function portOf({ host, port }: Extract<SocketAddress, { kind: "tcp" }>): number {
  return port === 0 && ownerOf(host) !== host ? service_port : port;
}

/** The names and addresses that the fake upstreams' certificate must be good for. */
export function certifiedHosts({ groups, routes, fronts }: Configuration): string[] {
  const hosts = groups
    .flatMap((group) => group.endpoints)
    .flatMap(({ address, tls }) => [
      ...(tls && !/[$%]/.test(tls.sni.value) ? [tls.sni.value] : []),
      ...(address.kind === "tcp" ? [address.host] : []),
    ]);
  const asked = routes.map(({ request }) => request?.host ?? "");
  const listening = fronts.flatMap(({ address }) => (address.kind === "tcp" ? [address.host] : []));
  const usable = [...hosts, ...asked, ...listening].filter((host) =>
    /^[\w.-]+$|^[\da-f:]+$/i.test(host),
  );
  return [...new Set(["gatecrash.test", ...usable])].sort();
}

const everywhere: readonly string[] = ["", "*", "0.0.0.0", "::", "[::]"];
const here: readonly string[] = ["localhost", "127.0.0.1", "::1", "[::1]"];

/** The front listens on all addresses of this port. */
function takesAll({ address }: Front, port: number): boolean {
  return address.kind === "tcp" && address.port === port && everywhere.includes(address.host);
}

/** The proxy passes requests on to a front of its own. */
function meets({ address: front }: Front, to: SocketAddress): boolean {
  if (front.kind === "unix" || to.kind === "unix") {
    return front.kind === "unix" && to.kind === "unix" && front.path === to.path;
  }
  if (front.port !== to.port) return false;
  return front.host === to.host || (everywhere.includes(front.host) && here.includes(to.host));
}
