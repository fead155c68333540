import { createServer } from "node:http2";
import type { ServerHttp2Stream } from "node:http2";
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

async function askServer(t: Test, server: Server, deadline_ms = 2_000) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const front = { address: { address: "127.0.0.1", port }, http2: true };
  return ask({ front, request, deadline_ms });
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
  t.match(await askServer(t, server, 200), { end: "no-answer", closed: "deadline" });
});

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
