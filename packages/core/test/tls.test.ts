import t from "tap";
import {
  actInputSchema,
  alertRecord,
  insideTls,
  outline,
  parseClientHello,
  readHead,
  tlsRecord,
} from "@gatecrash/core";

const hex = (text: string) => Buffer.from(text, "latin1").toString("hex");

/** A ClientHello of TLS 1.3 with SNI and ALPN, put together by hand after RFC 8446, section 4.1.2. */
function hello(extensions: string): string {
  const vector = (text: string, bytes: 1 | 2) =>
    (bytes === 2 ? String.fromCharCode(text.length >> 8) : "") +
    String.fromCharCode(text.length & 0xff) +
    text;
  const body = [
    "\x03\x03",
    "r".repeat(32),
    vector("session", 1),
    vector("\x13\x01", 2),
    vector("\0", 1),
    vector(extensions, 2),
  ].join("");
  return tlsRecord(22, `\x01\0${vector(body, 2)}`);
}

const sni = "\0\0\0\x12\0\x10\0\0\x0dupstream.test";
const alpn = "\0\x10\0\x0e\0\x0c\x02h2\x08http/1.1";
const versions = "\0\x2b\0\x05\x04\x03\x04\x03\x03";

t.test("records and alerts", async (t) => {
  t.equal(hex(alertRecord("handshake-failure")), "15030300020228", "fatal");
  t.equal(hex(alertRecord("close-notify")), "15030300020100", "a warning");
  t.equal(hex(tlsRecord(23, "x")), "170303000178");
  t.equal(hex(tlsRecord(23, "x", { length: 0xffff })), "170303ffff78", "may lie");
});

t.test("a ClientHello", async (t) => {
  t.same(parseClientHello(hello(sni + alpn + versions)), {
    bytes: 5 + 4 + 2 + 32 + 8 + 4 + 2 + 2 + sni.length + alpn.length + versions.length,
    server_name: "upstream.test",
    alpn: ["h2", "http/1.1"],
    versions: [0x0304, 0x0303],
  });
  const bare = parseClientHello(hello(""));
  t.same(bare, { bytes: 59, alpn: [], versions: [0x0303] }, "names no host");
  t.equal(parseClientHello(""), "more");
  for (const bytes of [1, 4, 20]) {
    t.equal(parseClientHello(hello(sni).slice(0, bytes)), "more", `${bytes} bytes of it`);
  }
  t.equal(parseClientHello("GET / HTTP/1.1\r\n\r\n"), undefined, "plain HTTP");
  t.equal(parseClientHello(tlsRecord(22, "\x02")), undefined, "a ServerHello");
  t.equal(
    typeof parseClientHello(tlsRecord(22, "\x01\0\0\x05")),
    "object",
    "one that is cut off ends",
  );
});

t.test("how TLS is written in YAML", async (t) => {
  const good = { kind: "start-tls", certificate: "good", version: "any" };
  t.same(actInputSchema.parse("start-tls"), { ...good, client_certificate: "unasked" });
  t.same(actInputSchema.parse({ start_tls: { certificate: "expired", version: "1.2" } }), {
    kind: "start-tls",
    certificate: "expired",
    version: "1.2",
    client_certificate: "unasked",
  });
  t.same(actInputSchema.parse({ send_raw_hex: "15 03" }), { kind: "send-raw", text: "\x15\x03" });
  t.same(actInputSchema.parse("finish-raw"), { kind: "finish-raw" });
  t.notOk(actInputSchema.safeParse({ start_tls: { certificate: "pretty" } }).success);
});

t.test("a script for a plain connection, inside TLS", async (t) => {
  const script = function* () {
    const head = yield* readHead();
    yield { kind: "send", text: head.path } as const;
  };
  const kinds = outline(insideTls(script())).map((act) => act.kind);
  t.same(kinds, ["start-tls", "read-head", "send"]);
});
