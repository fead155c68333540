import type { AuditRoute, RequestSpec } from "@gatecrash/core";
import { basicAuthorization } from "./passwords.ts";

/** A request body for methods that have one. */
const body_bytes = 100;

/** What a request for a WebSocket has to say (RFC 6455, section 4.1); the key is its example. */
const webSocket = {
  connection: "Upgrade",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  "sec-websocket-version": "13",
};

/** The route is only there for requests that want a WebSocket. */
export function isUpgraded({ request }: AuditRoute): boolean {
  const fields = Object.entries(request?.headers ?? {});
  return fields.some(
    ([name, value]) => name.toLowerCase() === "upgrade" && value.toLowerCase() === "websocket",
  );
}

/** Its bytes are passed on unread: whatever is asked comes to the upstream. */
export const isPassed = ({ protocol, unreachable }: AuditRoute) =>
  protocol === "tcp" && unreachable === undefined;

/** Methods are nothing to a proxy that does not read requests; gRPC knows one, WebSocket another. */
export function methodsOf(methods: readonly string[], route: AuditRoute): readonly string[] {
  if (route.asked && route.request) return [route.request.method];
  if (route.protocol === "grpc") return ["POST"];
  if (isUpgraded(route)) return ["GET"];
  return isPassed(route) ? methods.slice(0, 1) : methods;
}

/** The request that takes a route, as the client sends it. Names of headers are in lower case. */
export function requestOf(
  route: AuditRoute,
  method: string,
  wanted_bytes = route.request?.body_bytes ?? body_bytes,
): RequestSpec {
  const { request, settings, password, protocol } = route;
  const entries = Object.entries(request?.headers ?? {});
  const headers = Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
  if (request?.host !== undefined && request.host !== "") headers["host"] = request.host;
  if (protocol === "grpc") {
    headers["content-type"] ??= "application/grpc";
    headers["te"] ??= "trailers";
  }
  if (isUpgraded(route)) Object.assign(headers, { ...webSocket, ...headers });
  if (password) headers["authorization"] = basicAuthorization;
  const own = request?.method ?? "GET";
  const limit = settings.request_body_bytes_max.value || Infinity;
  return {
    // A route that is only there for one method is asked with that.
    method: own === "GET" ? method : own,
    path: request?.path ?? "/",
    headers,
    // What the proxy itself turns away says nothing of its upstreams.
    body_bytes: method === "GET" || method === "HEAD" ? 0 : Math.min(wanted_bytes, limit),
  };
}
