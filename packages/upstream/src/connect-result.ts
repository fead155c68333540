import { connect } from "node:net";
import { isUnixSocket } from "@gatecrash/core";
import type { Address } from "@gatecrash/core";

/** What a connect of our own comes to: `connected`, or its errno. */
export async function connectResult(at: Address): Promise<string> {
  return new Promise((resolve) => {
    const { address, port } = at;
    const socket = connect(isUnixSocket(at) ? { path: address } : { host: address, port });
    socket.once("connect", () => {
      socket.destroy();
      resolve("connected");
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
  });
}
