import t from "tap";
import type { AuditRequest, AuditRoute } from "@gatecrash/core";
import { isUpgraded, methodsOf, requestOf } from "../src/request.ts";

const limitless = { value: 0, directive: "client_max_body_size" };

function route(
  request: Partial<AuditRequest> | undefined,
  more: Partial<AuditRoute> & { body_max?: number } = {},
): AuditRoute {
  const { body_max = 0, ...own } = more;
  const settings = { request_body_bytes_max: { ...limitless, value: body_max } };
  return {
    protocol: "http",
    settings,
    ...(request === undefined
      ? {}
      : { request: { method: "GET", host: "shop.test", path: "/a", headers: {}, ...request } }),
    ...own,
  } as Partial<AuditRoute> as AuditRoute;
}

t.test("a request is said as the client sends it", (t) => {
  const made = requestOf(route({ headers: { "X-Tenant": "one" } }), "GET");
  t.same(made, {
    method: "GET",
    path: "/a",
    headers: { "x-tenant": "one", host: "shop.test" },
    body_bytes: 0,
  });
  t.same(requestOf(route({ host: "" }), "GET").headers, {}, "no host is no field");
  t.same(requestOf(route(undefined), "GET"), {
    ...{ method: "GET", path: "/", headers: {}, body_bytes: 0 },
  });
  t.end();
});

t.test("a route's own method is kept, unless it is GET", (t) => {
  t.equal(requestOf(route({ method: "DELETE" }), "POST").method, "DELETE");
  t.equal(requestOf(route({ method: "GET" }), "POST").method, "POST");
  t.end();
});

t.test("bodies: of methods that have one, and no longer than the proxy lets them be", (t) => {
  const bytes = (...given: Parameters<typeof requestOf>) => requestOf(...given).body_bytes;
  t.equal(bytes(route({}), "GET"), 0);
  t.equal(bytes(route({}), "HEAD", 5_000), 0);
  t.equal(bytes(route({}), "POST"), 100);
  t.equal(bytes(route({ body_bytes: 7 }), "POST"), 7);
  t.equal(bytes(route({ body_bytes: 7 }), "POST", 5_000), 5_000);
  t.equal(bytes(route({}, { body_max: 40 }), "POST"), 40);
  t.equal(bytes(route({}, { body_max: 0 }), "POST", 5_000), 5_000, "0 is no limit");
  t.end();
});

t.test("gRPC is POST, and says what it is", (t) => {
  const grpc = route({ path: "/pay.Pay/Do" }, { protocol: "grpc" });
  t.same(methodsOf(["GET", "POST"], grpc), ["POST"]);
  const { headers } = requestOf(grpc, "POST");
  t.match(headers, { "content-type": "application/grpc", te: "trailers" });
  const own = route({ headers: { "Content-Type": "application/grpc+json" } }, { protocol: "grpc" });
  t.equal(requestOf(own, "POST").headers["content-type"], "application/grpc+json");
  t.end();
});

t.test("a route of WebSockets is asked for one", (t) => {
  const socket = route({ headers: { Upgrade: "WebSocket" } });
  t.ok(isUpgraded(socket));
  t.same(methodsOf(["GET", "POST"], socket), ["GET"]);
  t.same(requestOf(socket, "GET").headers, {
    upgrade: "WebSocket",
    host: "shop.test",
    connection: "Upgrade",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-version": "13",
  });
  const own = route({ headers: { upgrade: "websocket", "Sec-WebSocket-Version": "8" } });
  t.equal(requestOf(own, "GET").headers["sec-websocket-version"], "8", "the route's own wins");
  for (const other of [route({ headers: { upgrade: "h2c" } }), route({}), route(undefined)])
    t.notOk(isUpgraded(other));
  t.end();
});

t.test("a password that the route wants is brought", (t) => {
  const place = { file: "nginx.conf", line: 1, text: "" };
  const closed = route({}, { password: { file: "/etc/htpasswd", at: place } });
  t.equal(
    requestOf(closed, "GET").headers["authorization"],
    `Basic ${btoa("gatecrash:gatecrash")}`,
  );
  t.equal(requestOf(route({}), "GET").headers["authorization"], undefined);
  t.end();
});

t.test("methods: all of them where the proxy reads requests, else one", (t) => {
  const both = ["GET", "POST"];
  t.same(methodsOf(both, route({})), both);
  t.same(methodsOf(both, route({ method: "PUT" }, { asked: true })), ["PUT"], "the user's own");
  t.same(methodsOf(both, route(undefined, { protocol: "tcp" })), ["GET"], "passed on unread");
  const lost = route(undefined, { protocol: "tcp", unreachable: "no port" });
  t.same(methodsOf(both, lost), both);
  t.end();
});
