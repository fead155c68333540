import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { addressText } from "@gatecrash/core";
import type { Address, WorldSpec } from "@gatecrash/core";
import type { AgentParts } from "@gatecrash/runner/agent";
import { LaneDns, useGoodIdentity } from "@gatecrash/upstream";

/** What an audit's world has besides upstreams: log servers, whose lines are passed on, and DNS. */
export const openWorldServices: AgentParts["openWorldServices"] = async (world, onLogLine) => {
  if (world.identity) useGoodIdentity(world.identity);
  const logs = await Promise.all(world.logs.map((at) => openLogServer(at, onLogLine)));
  const dns = await Promise.all(
    distinct(world.dns.map(({ address, listen }) => listen ?? address)).map((at) =>
      openDns(at, world),
    ),
  );
  return {
    untilFound: async (ms_max) => {
      await Promise.any(dns.map((server) => allFound(server, world.found_late, ms_max))).catch(
        () => undefined,
      );
    },
    close: async () => {
      const closed = logs.map((socket) => new Promise<void>((done) => socket.close(() => done())));
      await Promise.all([...closed, ...dns.map((server) => server.close())]);
    },
  };
};

/** @throws Error if that takes too long */
async function allFound(dns: LaneDns, names: readonly string[], ms_max: number): Promise<void> {
  if (!(await dns.found.until(names, ms_max))) throw new Error("not found in time");
}

/** Several resolvers of a configuration may be one. */
function distinct(addresses: readonly Address[]): Address[] {
  return [...new Map(addresses.map((at) => [addressText(at), at])).values()];
}

/** Names are looked up again and again: so a proxy that does it is seen to. */
const ttl_s = 1;

/**
 * A DNS server that knows the names of the configuration, and no other. A service of a name leads to
 * the first server there is at its addresses.
 */
async function openDns(at: Address, { names, servers }: WorldSpec): Promise<LaneDns> {
  const dns = await LaneDns.open(at);
  for (const [name, addresses] of Object.entries(names)) {
    const server = servers.find(({ address }) => addresses.includes(address.address));
    const port = server?.address.port;
    dns.zone.set(name, { addresses, ttl_s, ...(port === undefined ? {} : { port }) });
  }
  return dns;
}

/** A syslog server (RFC 3164, over UDP). */
async function openLogServer(at: Address, onLine: (line: string) => void): Promise<Socket> {
  const socket = createSocket(at.address.includes(":") ? "udp6" : "udp4");
  socket.on("message", (data) => {
    onLine(data.toString("latin1").trimEnd());
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(at.port, at.address, resolve);
  });
  return socket;
}
