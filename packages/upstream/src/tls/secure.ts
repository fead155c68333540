import type { Socket } from "node:net";
import { actSchemas } from "@gatecrash/core";
import type { TlsStarted } from "@gatecrash/core";
import { Connection } from "../connection.ts";

const goodHandshake = actSchemas["start-tls"].parse({ kind: "start-tls" });

/** Speaks TLS on a raw socket, as it should be; nothing if no handshake came of it. */
export async function secureConnection(
  socket: Socket,
  signal: AbortSignal,
): Promise<Connection | undefined> {
  const raw = new Connection(socket);
  const { result, value } = await raw.startTls(goodHandshake, signal);
  const { established } = (value ?? { established: false }) as TlsStarted;
  return result === "ok" && established ? raw : undefined;
}
