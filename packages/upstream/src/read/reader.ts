import type { Protocol, RequestHead } from "@gatecrash/core";
import { fastcgiReader } from "./fastcgi.ts";
import { httpReader } from "./http.ts";
import { http2Reader } from "./http2.ts";
import { memcachedReader } from "./memcached.ts";
import { scgiReader } from "./scgi.ts";
import { uwsgiReader } from "./uwsgi.ts";

/** A request that was read: what of it matters, and how many bytes of the buffer it took. */
export interface ReadRequest {
  head: RequestHead;
  bytes: number;
  /** The peer asks that the connection be kept. */
  keep?: boolean;
  /** Where the protocol itself marks the end of the body: given all that follows, says when it was there. */
  bodyComplete?: (data: Buffer) => boolean;
}

/** Finds a whole request head at the start of a buffer; none yet: undefined. One per connection. */
export type RequestReader = (buffer: Buffer) => ReadRequest | undefined;

/** How the requests of each protocol are read. What a stream proxy passes on is the client's HTTP. */
const readers: Partial<Record<Protocol, () => RequestReader>> = {
  http: httpReader,
  h2: http2Reader,
  grpc: http2Reader,
  tcp: httpReader,
  fastcgi: fastcgiReader,
  scgi: scgiReader,
  uwsgi: uwsgiReader,
  memcached: memcachedReader,
};

/** A reader for a new connection; none: requests of this protocol cannot be read. */
export function openReader(protocol: Protocol): RequestReader | undefined {
  return readers[protocol]?.();
}
