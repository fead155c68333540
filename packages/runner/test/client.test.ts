import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { defaultRequest } from "@gatecrash/core";
import type { Answer } from "@gatecrash/core";
import t from "tap";
import type { Test } from "tap";
import { ask } from "../src/client/client.ts";
import { parseResponse } from "../src/client/response.ts";

/** Asks a server that does as it is told once it has the request. */
async function answerOf(
  t: Test,
  answer: (socket: Socket) => void,
  deadline_ms = 2_000,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      answer(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const request = { ...defaultRequest, headers };
  return ask({ front: { address: { address: "127.0.0.1", port } }, request, deadline_ms });
}

const head = (fields: string) => `HTTP/1.1 200 OK\r\n${fields}\r\n`;

t.test("how an exchange ends, and what was got of what was announced", async (t) => {
  const whole = await answerOf(t, (socket) => socket.end(`${head("Content-Length: 2\r\n")}ok`));
  t.match(whole, {
    end: "answered",
    status: 200,
    body_bytes: 2,
    announced_bytes: 2,
    framing: "length",
  });

  const cut = await answerOf(t, (socket) => socket.end(`${head("Content-Length: 9\r\n")}half`));
  t.match(cut, { end: "cut-short", status: 200, body_bytes: 4, announced_bytes: 9, closed: "fin" });

  const reset = await answerOf(t, (socket) => {
    socket.write(head("Content-Length: 9\r\n"), () => socket.resetAndDestroy());
  });
  t.match(reset, { end: "cut-short", closed: "rst" }, "RST is told from FIN");

  const nothing = await answerOf(t, (socket) => socket.end());
  t.match(nothing, { end: "closed-without-answer", raw_bytes: 0, closed: "fin" });

  const raw = await answerOf(t, (socket) => socket.end("SSH-2.0-x\r\n"));
  t.match(raw, { end: "raw-bytes", raw_head: "SSH-2.0-x\r\n" });

  const silent = await answerOf(t, () => undefined, 80);
  t.match(silent, { end: "no-answer", closed: "deadline" });

  const early = await answerOf(t, (socket) => {
    socket.write("HTTP/1.1 103 Early Hints\r\n\r\n");
    socket.end(`${head("Transfer-Encoding: chunked\r\n")}2\r\nok\r\n0\r\n\r\n`);
  });
  t.match(early, {
    end: "answered",
    status: 200,
    interim: [103],
    framing: "chunked",
    body_bytes: 2,
  });
});

t.test("a tunnel is read until it ends, and how it ends is recorded", async (t) => {
  const switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
  const upgrade = { upgrade: "websocket", connection: "Upgrade" };
  const tunnel = (then: (socket: Socket) => void, deadline_ms = 2_000) =>
    answerOf(
      t,
      (socket) => {
        socket.write(switching, () => {
          setImmediate(() => socket.write("hello", () => setImmediate(then, socket)));
        });
      },
      deadline_ms,
      upgrade,
    );
  const answered = { end: "answered", status: 101, body_bytes: 5, framing: "close" };
  t.match(await tunnel((socket) => socket.end()), { ...answered, closed: "fin" });
  t.match(await tunnel((socket) => socket.resetAndDestroy()), { ...answered, closed: "rst" });
  t.match(await tunnel(() => undefined, 200), { ...answered, closed: "deadline" });
  const unasked = await answerOf(t, (socket) => socket.write(switching));
  t.match(unasked, { end: "answered", status: 101, closed: "open" }, "nobody asked for one");
});

t.test("nobody listens", async (t) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const front = { address: { address: "127.0.0.1", port } };
  const answer = await ask({ front, request: defaultRequest, deadline_ms: 500 });
  t.match(answer, { end: "not-connected", closed: "refused" });
});

t.test("an answer to a body that is still being sent ends the sending", async (t) => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      socket.pause();
      socket.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const front = { address: { address: "127.0.0.1", port } };
  const request = { ...defaultRequest, method: "POST", body_bytes: 33_554_432 };
  const answer = await ask({ front, request, deadline_ms: 5_000 });
  t.match(answer, { end: "answered", status: 413 });
  t.ok(answer.request_bytes_sent < request.body_bytes, "the whole body was never taken");
});

t.test("what a lenient client reads in odd answers", async (t) => {
  const read = (text: string, method = "GET") => parseResponse(text, { method });
  t.match(read("HTTP/1.1 99 Low\r\n\r\n"), { status: 99, raw: false });
  t.match(read("HTTP/1.1 OK\r\n\r\n"), { raw: true });
  t.match(read("HTTP/1.1 20"), { raw: false, head_complete: false, complete: false });
  t.match(read(head("Content-Length: 5\r\n"), "HEAD"), { framing: "none", complete: true });
  t.match(read("HTTP/1.1 204 No Content\r\n\r\nsurplus"), { body_bytes: 0, complete: true });
  t.match(read(`${head("Transfer-Encoding: chunked\r\n")}zz\r\n`), {
    framing: "chunked",
    complete: false,
  });
  const trailers = `${head("Transfer-Encoding: chunked\r\n")}1\r\nx\r\n0\r\nA: b\r\n\r\n`;
  t.match(read(trailers), { complete: true, body_bytes: 1 });
  t.match(read(trailers.slice(0, -2)), { complete: false }, "the last blank line is part of it");
  t.match(read("HTTP/1.1 100 Continue\r\n\r\n5\r\nhello"), { status: 100, complete: false });
  t.match(read(`HTTP/1.1 100 Continue\r\n\r\n${head("Content-Length: 0\r\n")}`), {
    status: 200,
    interim: [100],
    complete: true,
  });
});
