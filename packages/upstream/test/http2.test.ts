import { once } from "node:events";
import { connect } from "node:http2";
import type { OutgoingHttpHeaders } from "node:http2";
import t from "tap";
import type { Test } from "tap";
import { handOver, http2, sleep } from "@gatecrash/core";
import type { Protocol } from "@gatecrash/core";
import { createHealthyServer, healthyFor, Upstream } from "../src/index.ts";
import { openReader } from "../src/read/reader.ts";

const ask = (stream: number, end = true) => http2.headers([[":method", "GET"]], { stream, end });

t.test("requests are read to the end of their header section", async (t) => {
  const read = openReader("h2");
  if (!read) throw new Error("no reader");
  const bytes = Buffer.from(http2.preface + http2.settings() + ask(1), "latin1");
  for (let size = 0; size < bytes.length; size += 1) {
    t.equal(read(bytes.subarray(0, size)), undefined);
  }
  const more = Buffer.concat([bytes, Buffer.from("rest")]);
  t.match(read(more), { head: { stream: 1 }, bytes: bytes.length });

  const body = http2.data("hello", { stream: 1, end: true });
  const second = Buffer.from(body + http2.settingsAck() + ask(3), "latin1");
  t.match(read(second), { head: { stream: 3 }, bytes: second.length }, "no preface any more");

  const block = http2.fieldBlock([[":method", "GET"]]);
  const begun = http2.frame("headers", block.slice(0, 3), { stream: 5 });
  const rest = { stream: 5, flags: http2.flags.end_headers };
  const whole = begun + http2.frame("continuation", block.slice(3), rest);
  t.equal(read(Buffer.from(begun, "latin1")), undefined);
  t.match(read(Buffer.from(whole, "latin1")), { head: { stream: 5 }, bytes: whole.length });
});

t.test("a peer that does not speak HTTP/2 is read no further than the limit", async (t) => {
  const read = openReader("grpc");
  t.equal(read?.(Buffer.from("GET / HTTP/1.1\r\n\r\n")), undefined);
});

/** One call on a session of its own. */
async function call(port: number, fields: OutgoingHttpHeaders, body = "") {
  const session = connect(`http://127.0.0.1:${port}`);
  const request = session.request({ ":method": "POST", ...fields });
  const pieces: Buffer[] = [];
  const trailers: Record<string, unknown> = {};
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.on("trailers", (got: Record<string, unknown>) => {
    Object.assign(trailers, got);
  });
  request.end(body);
  const [headers] = (await once(request, "response")) as [Record<string, unknown>];
  await once(request, "close");
  session.close();
  return { headers, trailers, body: Buffer.concat(pieces) };
}

async function serve(protocol: Protocol, test: Test) {
  const http = await createHealthyServer();
  const healthy = healthyFor(protocol, http);
  const upstream = new Upstream({ trial_id: "h", journal: () => undefined, healthy, protocol });
  const { port } = await upstream.listen({ address: "127.0.0.1", port: 0 });
  test.teardown(async () => {
    await upstream.close();
    await healthy.close();
    await http.close();
  });
  return port;
}

t.test("the healthy server of HTTP/2", async (t) => {
  const port = await serve("h2", t);
  const plain = await call(port, { ":path": "/" });
  t.match(plain, { headers: { ":status": 200 } });
  t.equal(plain.body.toString(), '{"ok":true}');
  const post = { ":path": "/any" };
  t.match(await call(port, post, "x".repeat(100_000)), { headers: { ":status": 200 } });
  t.match(await call(port, { ":path": "/status/418" }), { headers: { ":status": 418 } });
});

t.test("the healthy server gets what was read of a connection before", async (t) => {
  const http = await createHealthyServer();
  const healthy = healthyFor("h2", http);
  const upstream = new Upstream({ trial_id: "h", journal: () => undefined, healthy });
  const { port } = await upstream.listen({ address: "127.0.0.1", port: 0 });
  const script = function* () {
    yield* sleep(50);
    yield* handOver();
  };
  await upstream.inject({ id: "h", fault: "h", scope: "connection", when: {}, seed: "", script });
  t.teardown(async () => {
    await upstream.close();
    await healthy.close();
    await http.close();
  });
  t.match(await call(port, { ":path": "/" }), { headers: { ":status": 200 } });
});

t.test("the healthy server of gRPC", async (t) => {
  const port = await serve("grpc", t);
  const fields = { ":path": "/a.B/C", "content-type": "application/grpc" };
  const answer = await call(port, fields, "\0\0\0\0\0");
  t.match(answer.headers, { ":status": 200, "content-type": "application/grpc" });
  t.equal(answer.body.toString("hex"), "0000000000", "one empty message");
  t.match(answer.trailers, { "grpc-status": "0" });
});
