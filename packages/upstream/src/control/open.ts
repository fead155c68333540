import type { AddressInfo } from "node:net";
import type { Address } from "@gatecrash/core";
import type { ControlOptions } from "./server.ts";

export interface OpenControl {
  /** Where it listens; port 0 is replaced by the real one. */
  address: Address;
  close(): Promise<void>;
}

/**
 * Opens the control API. What it needs is loaded only then: an agent never asks for it.
 * @throws Error with an errno such as EADDRINUSE
 */
export async function openControl(at: Address, options: ControlOptions): Promise<OpenControl> {
  const { createControlServer } = await import("./server.ts");
  const app = await createControlServer(options);
  try {
    await app.listen({ host: at.address, port: at.port });
  } catch (error) {
    await app.close();
    throw error;
  }
  const { address, port } = app.server.address() as AddressInfo;
  return { address: { address, port }, close: () => app.close() };
}
