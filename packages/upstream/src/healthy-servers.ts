import type { Socket } from "node:net";
import type { Protocol } from "@gatecrash/core";
import type { HealthyServer } from "./healthy.ts";
import { openGrpcServer, openHttp2Server } from "./healthy-http2.ts";
import { openPlainServer } from "./healthy-plain.ts";

/** Opens the well-behaved server of a protocol that is not HTTP/1. */
type Open = () => Promise<HealthyServer>;

const plain =
  (protocol: "fastcgi" | "scgi" | "uwsgi" | "memcached"): Open =>
  async () =>
    Promise.resolve(openPlainServer(protocol));

const others: Partial<Record<Protocol, Open>> = {
  h2: openHttp2Server,
  grpc: openGrpcServer,
  fastcgi: plain("fastcgi"),
  scgi: plain("scgi"),
  uwsgi: plain("uwsgi"),
  memcached: plain("memcached"),
};

/**
 * The well-behaved server for a protocol; those besides HTTP/1 are opened when they get their first
 * connection. `http` serves what is passed on unread, too: it is the client's own HTTP.
 */
export function healthyFor(protocol: Protocol, http: HealthyServer): HealthyServer {
  const open = others[protocol];
  return open ? lazyServer(open) : http;
}

/** A server that is opened when it is first needed. */
export function lazyServer(open: Open): HealthyServer {
  let opening: Promise<HealthyServer> | undefined;
  return {
    take: (socket: Socket) => {
      opening ??= open();
      void opening.then((server) => {
        server.take(socket);
      });
    },
    closeIdle: () => void opening?.then((server) => server.closeIdle()),
    close: async () => (await opening)?.close(),
  };
}
