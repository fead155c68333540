import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import type { Address } from "@gatecrash/core";
import type { AgentParts } from "@gatecrash/runner/agent";
import { useGoodIdentity } from "@gatecrash/upstream";

/** What an audit's world has besides upstreams: log servers, whose lines are passed on, and DNS. */
export const openWorldServices: AgentParts["openWorldServices"] = async (world, onLogLine) => {
  if (world.identity) useGoodIdentity(world.identity);
  const logs = await Promise.all(world.logs.map((at) => openLogServer(at, onLogLine)));
  return {
    close: async () => {
      await Promise.all(
        logs.map((socket) => new Promise<void>((done) => socket.close(() => done()))),
      );
    },
  };
};

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
