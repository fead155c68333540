import type { Address } from "@gatecrash/core";

/** Where an upstream gets another address from, and whom it tells. */
export interface Moving {
  /** An address at which nothing listens; the server keeps its port. */
  next(): string;
  /** All servers of the upstream, after one has moved. */
  moved(addresses: readonly Address[]): void;
}
