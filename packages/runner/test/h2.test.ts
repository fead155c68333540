import { createServer } from "node:http2";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { createServer as createTcpServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import type { RequestSpec } from "@gatecrash/core";
import t from "tap";
import type { Test } from "tap";
import { ask } from "../src/client/client.ts";

const request: RequestSpec = {
  method: "POST",
  path: "/billing.Billing/Pay",
  headers: { host: "grpc.test", "content-type": "application/grpc" },
  body_bytes: 10,
};

async function askServer(
  t: Test,
  server: Server,
  { deadline_ms = 2_000, ...more }: Partial<RequestSpec> & { deadline_ms?: number } = {},
) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const front = { address: { address: "127.0.0.1", port }, http2: true };
  return ask({ front, request: { ...request, ...more }, deadline_ms });
}

/** A server that does one thing with each stream. */
function h2Server(handle: (stream: ServerHttp2Stream) => void) {
  const server = createServer();
  server.on("stream", (stream) => {
    stream.on("error", () => undefined);
    handle(stream);
  });
  return server as unknown as Server;
}

t.test("an answer with trailers is whole, and they are kept", async (t) => {
  let body = Buffer.alloc(0);
  const server = h2Server((stream) => {
    stream.on("data", (data: Buffer) => (body = Buffer.concat([body, data])));
    stream.on("end", () => {
      stream.respond({ ":status": 200 }, { waitForTrailers: true });
      stream.on("wantTrailers", () => {
        stream.sendTrailers({ "grpc-status": "5" });
      });
      stream.end("hello");
    });
  });
  const answer = await askServer(t, server);
  t.match(answer, { end: "answered", status: 200, body_bytes: 5, closed: "open" });
  t.ok(
    answer.headers.some(([name, value]) => name === "grpc-status" && value === "5"),
    "the trailer",
  );
  t.equal(body.toString("latin1"), "\0\0\0\0\nxxxxxxxxxx", "one message of gRPC came");
});

t.test("a stream that is reset before its head is closed without an answer", async (t) => {
  const server = h2Server((stream) => {
    stream.close(2);
  });
  t.match(await askServer(t, server), { end: "closed-without-answer", closed: "rst" });
});

t.test("a stream that is reset in its body is cut short", async (t) => {
  const server = h2Server((stream) => {
    stream.respond({ ":status": 200, "content-length": "100" });
    stream.write("half", () => {
      stream.close(2);
    });
  });
  t.match(await askServer(t, server), { end: "cut-short", status: 200, announced_bytes: 100 });
});

t.test("silence ends by the client's own deadline", async (t) => {
  const server = h2Server(() => undefined);
  t.match(await askServer(t, server, { deadline_ms: 200 }), {
    end: "no-answer",
    closed: "deadline",
  });
});

/** What an HTTP/2 server saw of each request. */
function recordingServer(): { server: Server; seen: IncomingHttpHeaders[] } {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer();
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    seen.push({ ...headers });
    stream.respond({ ":status": 204 }, { endStream: true });
  });
  return { server: server, seen };
}

for (const host of ["upstream:99999", "50%.test", "[::1"]) {
  t.test(`a host that is no URL's is sent as it is: ${host}`, async (t) => {
    const { server, seen } = recordingServer();
    const answer = await askServer(t, server, { headers: { Host: host } });
    t.match(answer, { end: "answered", status: 204 });
    t.equal(seen[0]?.[":authority"], host);
    t.equal(seen[0]?.host, undefined, "it is said once");
  });
}

t.test("a host that no server takes is reset, and nothing is thrown", async (t) => {
  const { server, seen } = recordingServer();
  const answer = await askServer(t, server, { headers: { host: "two words" } });
  t.match(answer, { end: "closed-without-answer", closed: "rst" });
  t.same(seen, []);
});

t.test("fields of an HTTP/1.1 connection are left out, in whatever case", async (t) => {
  const { server, seen } = recordingServer();
  const headers = {
    Connection: "Upgrade, HTTP2-Settings",
    upgrade: "h2c",
    "http2-settings": "AAMAAABkAAQAoAAAAAIAAAAA",
    "keep-alive": "timeout=5",
    "Proxy-Connection": "keep-alive",
    "transfer-encoding": "chunked",
    te: "gzip",
    "X-Kept": "yes",
  };
  t.match(await askServer(t, server, { headers }), { end: "answered", status: 204 });
  const names = Object.keys(seen[0] ?? {}).filter((name) => !name.startsWith(":"));
  t.same(names, ["x-kept"]);
});

t.test("te: trailers is a field of HTTP/2", async (t) => {
  const { server, seen } = recordingServer();
  await askServer(t, server, { headers: { te: "trailers" } });
  t.match(seen, [{ te: "trailers" }]);
});

for (const [what, more] of Object.entries({
  "a blank in a name": { headers: { "two words": "x" } },
  "a pseudo-header of its own": { headers: { ":protocol": "x", ":nonsense": "y" } },
  "a method that has no path": { method: "CONNECT" },
})) {
  t.test(`what HTTP/2 cannot say is not sent, and nothing is thrown: ${what}`, async (t) => {
    const { server, seen } = recordingServer();
    const answer = await askServer(t, server, more);
    t.match(answer, { end: "closed-without-answer", closed: "open" });
    t.equal(answer.at_ns.sent, undefined);
    t.same(seen, []);
  });
}

t.test("what is no HTTP/2 is no answer", async (t) => {
  const server = createTcpServer((socket) => {
    socket.on("error", () => undefined);
    socket.end("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
  });
  const answer = await askServer(t, server);
  t.equal(answer.end, "closed-without-answer");
  t.ok(answer.raw_bytes > 0, "bytes came");
});

t.test("nobody listens", async (t) => {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const front = { address: { address: "127.0.0.1", port }, http2: true };
  t.match(await ask({ front, request, deadline_ms: 2_000 }), { end: "not-connected" });
});
