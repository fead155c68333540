import type { Protocol, RequestHead } from "@gatecrash/core";
import { httpReader } from "./http.ts";
import { http2Reader } from "./http2.ts";

/** A request that was read: what of it matters, and how many bytes of the buffer it took. */
export interface ReadRequest {
  head: RequestHead;
  bytes: number;
}

/** Finds a whole request head at the start of a buffer; none yet: undefined. One per connection. */
export type RequestReader = (buffer: Buffer) => ReadRequest | undefined;

/** How the requests of each protocol are read. What a stream proxy passes on is the client's HTTP. */
const readers: Partial<Record<Protocol, () => RequestReader>> = {
  http: httpReader,
  h2: http2Reader,
  grpc: http2Reader,
  tcp: httpReader,
};

/** A reader for a new connection; none: requests of this protocol cannot be read. */
export function openReader(protocol: Protocol): RequestReader | undefined {
  return readers[protocol]?.();
}
