import type { Socket } from "node:net";
import { actSchemas } from "@gatecrash/core";
import type { Protocol, TlsStarted } from "@gatecrash/core";
import { Connection } from "../connection.ts";

const goodHandshake = actSchemas["start-tls"].parse({ kind: "start-tls" });

/** Speaks TLS on a raw socket, as it should be for what is spoken under it; nothing if no handshake came of it. */
export async function secureConnection(
  socket: Socket,
  signal: AbortSignal,
  protocol: Protocol | undefined,
): Promise<Connection | undefined> {
  const raw = new Connection(socket, protocol);
  const { result, value } = await raw.startTls(goodHandshake, signal);
  const { established } = (value ?? { established: false }) as TlsStarted;
  return result === "ok" && established ? raw : undefined;
}
