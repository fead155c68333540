import { once } from "node:events";
import { connect } from "node:http2";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import t from "tap";
import { grpc, http2 } from "../../src/index.ts";

const hex = (bytes: string) => Buffer.from(bytes, "latin1").toString("hex");

t.test("integers, as RFC 7541 gives them in appendix C.1", async (t) => {
  t.equal(hex(http2.integer(10, 5)), "0a");
  t.equal(hex(http2.integer(1337, 5)), "1f9a0a");
  t.equal(hex(http2.integer(42, 8)), "2a");
  t.equal(hex(http2.integer(31, 5)), "1f00", "as large as the prefix: one byte more");
  t.equal(hex(http2.integer(2, 7, 0x80)), "82", "bits above the prefix");
});

t.test("fields, as in appendix C.2", async (t) => {
  t.equal(hex(http2.indexed(2)), "82");
  t.equal(
    hex(http2.literal(["password", "secret"])),
    "0008" + hex("password") + "06" + hex("secret"),
  );
  t.equal(hex(http2.tableSize(0)), "20");
  t.equal(hex(http2.text("ab", { length_bytes: 5 })), "05" + hex("ab"), "a length may lie");
  t.equal(hex(http2.text("ab", { huffman: true })), "82" + hex("ab"));
});

t.test("frames, as RFC 9113 draws them", async (t) => {
  t.equal(hex(http2.settings()), "000000040000000000");
  t.equal(hex(http2.settings({ initial_window_size: 1 })), "000006040000000000" + "000400000001");
  t.equal(hex(http2.settingsAck()), "000000040100000000");
  t.equal(hex(http2.data("hi", { stream: 3, end: true })), "000002000100000003" + hex("hi"));
  t.equal(hex(http2.rstStream(1, "refused_stream")), "000004030000000001" + "00000007");
  t.equal(
    hex(http2.goaway(5, "enhance_your_calm", "x")),
    "000009070000000000" + "000000050000000b78",
  );
  t.equal(hex(http2.windowUpdate(0x7fffffff)), "000004080000000000" + "7fffffff");
  t.equal(
    hex(http2.frame("ping", "1234567", { stream: 1, flags: 1, length_bytes: 0xffffff })),
    "ffffff060100000001" + hex("1234567"),
  );
  t.equal(hex(http2.padded("ab", 3)), "03" + hex("ab") + "000000");
  t.equal(hex(http2.padded("ab", 1, 200)), "c8" + hex("ab") + "00");
});

t.test("messages of gRPC", async (t) => {
  t.equal(hex(grpc.message("hi")), "0000000002" + hex("hi"));
  t.equal(hex(grpc.message("hi", 100)), "0000000064" + hex("hi"));
});

/** What node's own client reads of an answer that we write. */
async function readByNode(answer: string) {
  const server = createServer((socket) => {
    socket.write(Buffer.from(http2.settings() + http2.settingsAck() + answer, "latin1"));
    socket.on("error", () => undefined);
    socket.resume();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const session = connect(`http://127.0.0.1:${port}`);
  const request = session.request({ ":method": "POST" });
  const pieces: Buffer[] = [];
  const trailers: Record<string, unknown> = {};
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.on("trailers", (fields: Record<string, unknown>) => {
    Object.assign(trailers, fields);
  });
  request.end();
  const [headers] = (await once(request, "response")) as [Record<string, unknown>];
  await once(request, "close");
  session.destroy();
  server.close();
  return { headers, body: Buffer.concat(pieces).toString("latin1"), trailers };
}

t.test("another implementation reads what is written", async (t) => {
  const plain = await readByNode(http2.answer(1, "good\n", 203));
  t.match(plain.headers, { ":status": 203, "content-length": "5", "content-type": "text/plain" });
  t.equal(plain.body, "good\n");
  const long = "x".repeat(1_000);
  const fields: http2.Field[] = [
    [":status", 200],
    ["x-long", long],
  ];
  const wide = await readByNode(http2.headers(fields, { stream: 1, end: true }));
  t.equal(wide.headers["x-long"], long, "a length of more than one byte");
  const called = await readByNode(grpc.answer(1, "unavailable", "no luck"));
  t.match(called.headers, { ":status": 200, "content-type": "application/grpc" });
  t.equal(called.body, grpc.message("hello"));
  t.match(called.trailers, { "grpc-status": "14", "grpc-message": "no luck" });
});
