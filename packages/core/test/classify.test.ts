import t from "tap";
import type { Test } from "tap";
import { chunk, classify, fullResponse, responseHead, symptomName } from "@gatecrash/core";
import type { Ending, WireView } from "@gatecrash/core";

/** A view of bytes that came in these pieces, 10 ms apart. */
function view(pieces: string | string[], ended: Ending, more: Partial<WireView> = {}): WireView {
  let end_bytes = 0;
  const arrivals = [pieces].flat().map((piece, index) => {
    end_bytes += piece.length;
    return { end_bytes, at_ms: 10 * (index + 1) };
  });
  return {
    connect: "ok",
    bytes: [pieces].flat().join(""),
    arrivals,
    ended,
    deadline_ms: 500,
    request: { method: "GET", upgrade: false, total_bytes: 100, sent_bytes: 100 },
    ...more,
  };
}

type Table = [pieces: string | string[], ended: Ending, expected: string][];

function check(t: Pick<Test, "equal">, table: Table, more: Partial<WireView> = {}) {
  for (const [pieces, ended, expected] of table) {
    const symptom = classify(view(pieces, ended, more));
    t.equal(symptomName(symptom), expected, JSON.stringify(pieces).slice(0, 100));
  }
}

const chunked = responseHead(200, { "transfer-encoding": "chunked" });
const status = (line: string) => `${line}\r\ncontent-length: 0\r\n\r\n`;
const field = (line: string) => `HTTP/1.1 200 OK\r\n${line}\r\ncontent-length: 0\r\n\r\n`;
const lengths = (...lines: string[]) => `HTTP/1.1 200 OK\r\n${lines.join("\r\n")}\r\n\r\nhello\n`;

t.test("what is well formed is healthy", async (t) => {
  check(t, [
    [fullResponse(200, "hello\n"), "fin", "healthy"],
    [fullResponse(200, "hello\n"), "silence", "healthy"],
    [fullResponse(200, ""), "fin", "healthy"],
    [fullResponse(200, "hello\n"), "rst", "healthy/then-rst"],
    ["HTTP/1.0 200 \r\n\r\nhello", "fin", "healthy/close-delimited"],
    ["HTTP/1.1 204 No Content\r\n\r\n", "fin", "healthy"],
    ["HTTP/1.1 304 \r\ncontent-length: 6\r\n\r\n", "fin", "healthy"],
    [`${chunked}${chunk("hello\n")}0\r\n\r\n`, "fin", "healthy"],
    [`${chunked}6;name="v"\r\nhello\n\r\n000\r\nx-trailer: 1\r\n\r\n`, "fin", "healthy"],
    [field("x-empty:"), "fin", "healthy"],
    [field("x-odd!#$%&'*+.^_`|~: \t\x80\xff \t"), "fin", "healthy"],
    [fullResponse(503, "no\n"), "fin", "error-status"],
    [fullResponse(404, "no\n"), "fin", "error-status"],
  ]);
  t.same(classify(view(fullResponse(503, "no\n"), "fin")), { kind: "error-status", status: 503 });
  const head = { request: { method: "HEAD", upgrade: false, total_bytes: 9, sent_bytes: 9 } };
  check(t, [[responseHead(200, { "content-length": 6 }), "fin", "healthy"]], head);
  check(t, [[fullResponse(200, "hello\n"), "fin", "forbidden-body/on-head"]], head);
});

t.test("connections that give no answer", async (t) => {
  check(t, [["", "silence", "refused"]], { connect: "refused" });
  check(t, [["", "silence", "connect-timeout"]], { connect: "timeout" });
  check(t, [
    ["", "fin", "closed-before-head"],
    ["", "rst", "reset-before-head"],
    ["", "silence", "silent-before-head"],
  ]);
  const sent = (sent_bytes: number) => ({
    request: { method: "POST", upgrade: false, total_bytes: 9_000_000, sent_bytes },
  });
  check(t, [["", "fin", "closed-before-head/then-refused"]], { next: "refused" });
  check(t, [["", "fin", "closed-before-head"]], { next: "ok" });
  check(t, [["", "fin", "closed-before-head/on-accept"]], sent(0));
  check(t, [["", "rst", "reset-before-head/on-accept"]], sent(0));
  check(t, [["", "silence", "request-unread"]], sent(4_000_000));
  check(t, [["", "fin", "request-aborted/fin"]], sent(4_000_000));
  check(t, [["", "rst", "request-aborted/rst"]], sent(4_000_000));
  check(t, [[fullResponse(413, "no\n"), "rst", "early-answer/rst"]], sent(4_000_000));
  check(t, [[fullResponse(413, "no\n"), "fin", "early-answer/fin"]], sent(4_000_000));
  check(t, [[fullResponse(413, "no\n"), "fin", "error-status"]], sent(9_000_000));
});

t.test("heads that break off", async (t) => {
  check(t, [
    ["H", "fin", "closed-before-head/partial-status-line"],
    ["HTTP/1.1 200 OK\r", "rst", "reset-before-head/partial-status-line"],
    ["HTTP/1.1 200 OK\r\n", "silence", "silent-before-head/status-line-only"],
    ["HTTP/1.1 200 OK\r\nx: 1\r\n", "fin", "closed-before-head/partial-head"],
    ["HTTP/1.1 200 OK\r\nx: 1\r\n\r", "fin", "closed-before-head/partial-head"],
  ]);
  const slow = Array.from("HTTP/1.1 200 OK\r\nx-long-field: long");
  check(t, [[slow, "silence", "silent-before-head/dripped"]]);
  check(t, [[slow.slice(0, 5), "silence", "silent-before-head/partial-status-line"]]);
});

t.test("what is no HTTP/1", async (t) => {
  check(t, [
    ["SSH-2.0-x\r\n", "fin", "not-http/ssh-banner"],
    ["220 mail.test ESMTP\r\n", "fin", "not-http/banner"],
    ["220 mail.test ESMTP\r\n", "silence", "not-http/banner-silence"],
    ["\x4a\0\0\0\x0a8.0.36\0", "fin", "not-http/banner"],
    ["\x15\x03\x03\x00\x02\x02\x0a", "fin", "not-http/tls-record"],
    ["<html>", "silence", "not-http/http-0-9"],
    ["\x80\x00\x01", "rst", "not-http/garbage"],
    ["http/1.1 200 OK\r\n\r\n", "fin", "not-http/http-0-9"],
    [" HTTP/1.1 200 OK\r\n\r\n", "fin", "not-http/http-0-9"],
    ["\r\nHTTP/1.1 200 OK\r\n\r\n", "fin", "not-http/leading-blank-line"],
    ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "fin", "not-http/http-2"],
    ["\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64", "silence", "not-http/http-2"],
    ["\0\0\x06\x05\0\0\0\0\0", "silence", "not-http/garbage"],
  ]);
});

t.test("status lines", async (t) => {
  check(t, [
    [status("HTTP/2.0 200 OK"), "fin", "invalid-status/version-2"],
    [status("HTTP/9.9 200 OK"), "fin", "invalid-status/version-9"],
    [status("HTTP/1.1 abc OK"), "fin", "invalid-status/not-a-number"],
    [status("HTTP/1.1 -20 OK"), "fin", "invalid-status/not-a-number"],
    [status("HTTP/1.1 2x0 OK"), "fin", "invalid-status/not-a-number"],
    [status("HTTP/1.1 20 OK"), "fin", "invalid-status/too-few-digits"],
    [status("HTTP/1.1 2000 OK"), "fin", "invalid-status/too-many-digits"],
    [status("HTTP/1.1 099 OK"), "fin", "invalid-status/below-100"],
    [status("HTTP/1.1 600 OK"), "fin", "invalid-status/above-599"],
    [status("HTTP/1.1 200"), "fin", "invalid-status/no-space-after-status"],
    [status("HTTP/1.1  200 OK"), "fin", "invalid-status/malformed"],
    [status("HTTP/1.1\t200 OK"), "fin", "invalid-status/malformed"],
    [status("HTTP/1 200 OK"), "fin", "invalid-status/malformed"],
    [status("HTTP/1.1 200 O\0K"), "fin", "invalid-status/malformed"],
    [status("HTTP/1.1 599 "), "fin", "error-status"],
  ]);
  t.equal(classify(view(status("HTTP/1.1 999 X"), "fin")).status, 999);
});

t.test("header fields", async (t) => {
  check(t, [
    [field("no field"), "fin", "invalid-head/no-colon"],
    [field(": 1"), "fin", "invalid-head/empty-name"],
    [field("x y: 1"), "fin", "invalid-head/space-in-name"],
    [field("x : 1"), "fin", "invalid-head/space-before-colon"],
    [field("x\t: 1"), "fin", "invalid-head/space-before-colon"],
    [field("x(y): 1"), "fin", "invalid-head/bad-name"],
    [field("x\x80: 1"), "fin", "invalid-head/bad-name"],
    [field("x\0y: 1"), "fin", "invalid-head/nul-in-name"],
    [field("x: a\0b"), "fin", "invalid-head/nul-in-value"],
    [field("x: a\x07b"), "fin", "invalid-head/control-in-value"],
    [field("x: a\rb"), "fin", "invalid-head/control-in-value"],
    [field("x: a\r\n b"), "fin", "invalid-head/folded"],
    [field("x: 1\ny: 2"), "fin", "invalid-head/bare-lf"],
    ["HTTP/1.1 200 OK\ncontent-length: 0\n\n", "fin", "invalid-head/bare-lf"],
    ["HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\n", "fin", "invalid-head/bare-lf"],
    [field(`x: ${"y".repeat(20_000)}`), "fin", "oversized-head/over-16-kib"],
    [field(`x: ${"y".repeat(5_000)}`), "fin", "oversized-head/over-4-kib"],
    [field(`x: ${"y".repeat(3_000)}`), "fin", "healthy"],
    [field("x: 1\r\n".repeat(99) + "x: 1"), "fin", "oversized-head/over-100-fields"],
    [field("x: 1\r\n".repeat(98) + "x: 1"), "fin", "healthy"],
  ]);
});

t.test("lengths that contradict", async (t) => {
  const of = (detail: string) => `ambiguous-length/${detail}`;
  check(t, [
    [lengths("content-length: 6", "content-length: 7"), "fin", of("two-different")],
    [lengths("content-length: 6, 7"), "fin", of("different-list")],
    [lengths("Content-Length: 6", "content-length: 6"), "fin", of("two-equal")],
    [lengths("content-length: 6, 6"), "fin", of("equal-list")],
    [lengths("content-length: -6"), "fin", of("negative")],
    [lengths("content-length: +6"), "fin", of("not-a-number")],
    [lengths("content-length: 0x6"), "fin", of("not-a-number")],
    [lengths("content-length:"), "fin", of("not-a-number")],
    [lengths("content-length: 9223372036854775808"), "fin", of("overflow")],
    [lengths("content-length: 9223372036854775807"), "fin", "body-cut-short/length-fin"],
    [lengths("content-length: 6", "transfer-encoding: chunked"), "fin", of("length-and-chunked")],
    [lengths("transfer-encoding: chunked, chunked"), "fin", of("chunked-twice")],
    [
      lengths("transfer-encoding: chunked", "Transfer-Encoding: Chunked"),
      "fin",
      of("chunked-twice"),
    ],
    [lengths("transfer-encoding: gzip"), "fin", of("unknown-coding")],
    [lengths("transfer-encoding: xchunked"), "fin", of("unknown-coding")],
    [lengths("transfer-encoding: gzip, chunked"), "fin", of("coding-and-chunked")],
    [lengths("transfer-encoding: chunked, gzip"), "fin", of("chunked-not-last")],
    [`HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n`, "fin", of("coding-in-http-1-0")],
  ]);
});

t.test("bodies", async (t) => {
  const half = responseHead(200, { "content-length": 12 }) + "hello\n";
  const closing = responseHead(200) + "hello\n";
  const good = chunked + chunk("hello\n");
  check(t, [
    [half, "fin", "body-cut-short/length-fin"],
    [half, "rst", "body-cut-short/length-rst"],
    [half, "silence", "body-stalled/length"],
    [closing, "rst", "body-cut-short/close-rst"],
    [closing, "silence", "body-stalled/close"],
    [`${chunked}6\r\nhel`, "fin", "body-cut-short/chunked-fin"],
    [`${chunked}6\r\nhello\n\r`, "rst", "body-cut-short/chunked-rst"],
    [`${good}0\r\n`, "silence", "body-stalled/chunked"],
    [good, "fin", "body-cut-short/no-last-chunk-fin"],
    [good, "silence", "body-stalled/no-last-chunk"],
    [chunked, "fin", "body-cut-short/chunked-fin"],
    [fullResponse(200, "hello\n") + "x", "fin", "surplus-bytes/after-length"],
    [`${good}0\r\n\r\nx`, "fin", "surplus-bytes/after-last-chunk"],
    [[fullResponse(200, "hello\n"), fullResponse(408, "")], "fin", "surplus-bytes/unasked"],
    [[`${good}0\r\n\r\n`, "x"], "fin", "surplus-bytes/unasked"],
    [fullResponse(204, "hello\n"), "fin", "forbidden-body/on-204"],
    [fullResponse(304, "hello\n"), "fin", "forbidden-body/on-304"],
  ]);
  const long = "x".repeat(16_384);
  check(t, [
    [`${good}0;${long}\r\n\r\n`, "fin", "healthy/long-chunk-extension"],
    [`${good}0\r\nx-long: ${long}\r\n\r\n`, "fin", "healthy/oversized-trailers"],
    [field("X-Accel-Redirect: /"), "fin", "healthy/x-accel-redirect"],
    [field("x-accel-redirect: @no"), "fin", "healthy/x-accel-redirect-named"],
    [field("x-accel-redirect: /../no"), "fin", "healthy/x-accel-redirect-unsafe"],
    [field("x-accel-redirect: /files/no"), "fin", "healthy/x-accel-redirect-file"],
    [field("x-accel-limit-rate: 1"), "rst", "healthy/x-accel-limit-rate"],
  ]);
  check(t, [
    [[good, "six\r\n"], "fin", "invalid-chunk/bad-size"],
    [[good, "x"], "silence", "invalid-chunk/bad-size"],
    [[good, "\r\n"], "fin", "invalid-chunk/bad-size"],
    [[good, "0x6\r\n"], "fin", "invalid-chunk/bad-size"],
    [`${chunked}-6\r\n`, "fin", "invalid-chunk/bad-size-with-head"],
    [[good, "6\nhello\n\r\n"], "fin", "invalid-chunk/bare-lf"],
    [[good, "3\r\nhello\n\r\n"], "fin", "invalid-chunk/no-crlf-after-data"],
    [[good, "ffffffffffffffffff\r\n"], "fin", "invalid-chunk/size-overflow"],
    [[good, "0\r\nno trailer\r\n\r\n"], "fin", "invalid-chunk/bad-trailer"],
    [[good, "0\r\na: \0\r\n\r\n"], "fin", "invalid-chunk/nul-in-trailer"],
    [`${good}0\r\na: \0\r\n\r\n`, "fin", "invalid-chunk/nul-in-trailer-with-head"],
  ]);
});

t.test("bodies that say they are gzip", async (t) => {
  const header = "\x1f\x8b\x08\0\0\0\0\0\0\x03";
  const zipped = (body: string) => fullResponse(200, body, { "content-encoding": "gzip" });
  // gzip of nothing, as zlib writes it.
  const nothing = `${header}\x03\0\0\0\0\0\0\0\0\0`;
  check(t, [
    [zipped("hello\n"), "fin", "healthy/not-gzip"],
    [zipped(header), "fin", "healthy/cut-gzip"],
    [zipped(`${header}\x07${"x".repeat(30)}`), "fin", "healthy/corrupt-gzip"],
    [zipped(nothing), "fin", "healthy"],
    [fullResponse(200, "hello\n", { "content-encoding": "br" }), "fin", "healthy"],
    [zipped("hello\n").replace(/content-length.*\r\n/, ""), "fin", "healthy/close-delimited"],
  ]);
});

t.test("interim answers", async (t) => {
  const old = responseHead(103).replace("1.1", "1.0") + fullResponse(200, "hello\n");
  check(t, [[old, "fin", "interim/103-in-http-1-0"]]);
  const go = responseHead(100);
  check(t, [
    [go, "silence", "interim-only/silence"],
    [[go, responseHead(103)], "fin", "interim-only/fin"],
    [go + fullResponse(200, "hello\n"), "fin", "interim/100"],
    [[responseHead(103), fullResponse(200, "hello\n")], "fin", "interim/103"],
    [`${go}HTTP/1.1 20`, "rst", "reset-before-head/partial-status-line"],
    [go + fullResponse(200, "hello\n") + "x", "fin", "surplus-bytes/after-length"],
    [responseHead(101), "fin", "unasked-upgrade"],
  ]);
  const working = responseHead(102).repeat(49);
  check(t, [
    [working + fullResponse(200, ""), "fin", "interim/102-repeated"],
    [go + working + fullResponse(200, ""), "fin", "interim/102-flood"],
    [go + working, "fin", "interim-only/fin"],
  ]);
  const asked = { request: { method: "GET", upgrade: true, total_bytes: 9, sent_bytes: 9 } };
  check(t, [[responseHead(101), "fin", "healthy"]], asked);
});
