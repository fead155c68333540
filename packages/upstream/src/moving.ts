import type { Address } from "@gatecrash/core";
import type { Performed } from "./performed.ts";
import type { Listener } from "./listener.ts";

/** Where a server can move to, and who is told. */
export interface Moving {
  /** An address at which nothing listens; the server keeps its port. */
  next(): string;
  /** All servers of the upstream, after one has moved. */
  moved(addresses: readonly Address[]): void;
}

/** Listens anew; the old address then refuses. */
export async function moveListener(old: Listener, listener: Listener): Promise<Performed> {
  const { address, port } = await listener.listen();
  const { result, note = "" } = await old.refuse();
  return { result, note: `${note}; it moved to ${address}:${port}` };
}
