import t from "tap";
import {
  cgiAnswer,
  cgiHead,
  fastcgiAnswer,
  fastcgiEnd,
  fastcgiRecord,
  fastcgiRequest,
  fastcgiStream,
  memcachedAnswer,
  scgiRequest,
  uwsgiRequest,
  withCgiLine,
} from "../src/index.ts";

const hex = (text: string) => Buffer.from(text, "latin1").toString("hex");

t.test("a FastCGI record, true and lying in each field", async (t) => {
  t.equal(hex(fastcgiRecord({ type: "stdout", content: "hi" })), "01060001000200006869");
  const lie = fastcgiRecord({
    type: 99,
    content: "hi",
    version: 72,
    request_id: 0x1234,
    content_length: 0xffff,
    padding_length: 8,
    padding_bytes: 1,
  });
  t.equal(hex(lie), "48631234ffff0800686900");
  const padded = fastcgiRecord({ type: "stderr", content: "x", padding_length: 2 });
  t.equal(hex(padded), "0107000100010200780000", "padding follows as announced unless told else");
});

t.test("FastCGI streams and their end", async (t) => {
  const long = fastcgiStream("stdout", "x".repeat(70_000), 2);
  t.equal(long.length, 70_000 + 2 * 8, "what does not fit one record comes in two");
  t.equal(hex(long.slice(0, 8)), "01060002ffff0000");
  t.equal(fastcgiStream("stdout", ""), "", "nothing is no record: that would end the stream");
  t.equal(hex(fastcgiEnd(1)), "01030001000800000000000000000000");
  const failed = fastcgiEnd(7, { status: "overloaded", app_status: 0xfedcba98 });
  t.equal(hex(failed), "0103000700080000fedcba9802000000");
  t.equal(hex(fastcgiAnswer("a", 3)), `0106000300010000610106000300000000${hex(fastcgiEnd(3))}`);
});

t.test("a FastCGI request with a long value", async (t) => {
  const request = fastcgiRequest({ A: "b".repeat(200) }, { request_id: 5, keep: true, body: "cc" });
  t.equal(hex(request.slice(0, 16)), "01010005000800000001010000000000");
  t.equal(hex(request.slice(16, 30)), "0104000500ce000001800000c841");
  t.ok(request.endsWith("\x01\x05\0\x05\0\x02\0\0cc\x01\x05\0\x05\0\0\0\0"));
});

t.test("answers and requests of CGI", async (t) => {
  t.equal(
    cgiHead("200 OK", { A: 1 }),
    "Status: 200 OK\r\nContent-Type: text/plain\r\nA: 1\r\n\r\n",
  );
  const lines = withCgiLine("X-Fault", cgiAnswer("hello")).split("\r\n");
  t.same(lines.slice(0, 2), ["Status: 200 OK", "X-Fault"]);
  t.same(lines.slice(-3), ["Content-Length: 5", "", "hello"]);
  const scgi = scgiRequest({ REQUEST_METHOD: "GET" }, "ab");
  t.equal(scgi, "43:CONTENT_LENGTH\x002\0SCGI\x001\0REQUEST_METHOD\0GET\0,ab");
  t.equal(hex(uwsgiRequest({ AB: "c" }, "d")), "00070000020041420100" + "6364");
  t.equal(hex(uwsgiRequest({}, "", { modifier1: 5, modifier2: 6, size: 0x1234 })), "05341206");
});

t.test("an answer of memcached, true and lying", async (t) => {
  const key = "/k";
  t.equal(memcachedAnswer({ key, value: "hello" }), "VALUE /k 0 5\r\nhello\r\nEND\r\n");
  const lie = memcachedAnswer({ key, value: "hello", flags: "x", bytes: "six", trailer: "\r\nNO" });
  t.equal(lie, "VALUE /k x six\r\nhello\r\nNO");
});
