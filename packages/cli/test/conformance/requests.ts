import { fastcgiRequest, memcachedRequest, scgiRequest, uwsgiRequest } from "@gatecrash/core";
import type { RequestHead } from "@gatecrash/core";

/** A small request of each protocol, and what a script must be told of it. */
export interface SmallRequest {
  bytes: (body: string) => string;
  head: RequestHead;
}

/** Not 1: an answer has to take it from the request. */
const request_id = 7;

const get = { method: "GET", path: "/", headers: {} };
const variables = { REQUEST_METHOD: "GET", REQUEST_URI: "/" };

export const requests = {
  fastcgi: {
    bytes: (body) => fastcgiRequest(variables, { request_id, body }),
    head: { ...get, stream: request_id },
  },
  scgi: { bytes: (body) => scgiRequest(variables, body), head: get },
  uwsgi: { bytes: (body) => uwsgiRequest(variables, body), head: get },
  memcached: { bytes: () => memcachedRequest("/"), head: { ...get, method: "get" } },
  tcp: { bytes: () => "GET / HTTP/1.1\r\nhost: conformance.test\r\n\r\n", head: get },
} as const satisfies Record<string, SmallRequest>;
