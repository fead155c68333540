import { once } from "node:events";
import { connect } from "node:net";
import t from "tap";
import type { Address } from "@gatecrash/core";
import { ask, askJson } from "./support/ask.ts";
import { open } from "./support/open.ts";

t.test("the healthy server answers as it is asked to", async (t) => {
  const { at } = await open(t);
  t.match(await ask(at, "/"), { status: 200, text: '{"ok":true}' });
  t.match(await ask(at, "/any/other", { method: "PUT", body: "x" }), { status: 200 });
  const page = await ask(at, "/page");
  t.match(page.headers["content-type"], /^text\/html/);
  t.match(page.text, /<!--# include virtual="\/include" -->/);
  t.equal((await ask(at, "/status/418")).status, 418);
  t.equal((await ask(at, "/status/99")).status, 400);
  const bytes = await ask(at, "/bytes/70000");
  t.same([bytes.text.length, bytes.headers["content-length"]], [70_000, "70000"]);
  t.match(await ask(at, "/delay/1"), { status: 200, text: '{"delayed_ms":1}' });
  const echo = await ask(at, "/echo?q", { method: "POST", body: "héllo", headers: { "x-a": "1" } });
  t.match(JSON.parse(Buffer.from(echo.text, "latin1").toString("utf8")), {
    method: "POST",
    url: "/echo?q",
    headers: { "x-a": "1" },
    body: "héllo",
  });
  const drip = await ask(at, "/drip?bytes=3&every_ms=1");
  t.match(drip, { text: "xxx", headers: { "transfer-encoding": "chunked" } });
});

const handshake =
  "GET /ws HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n" +
  "sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

/** All that comes until the peer ends the connection or a text has come. */
async function exchange(at: Address, bytes: readonly (string | Buffer)[], until: string) {
  const socket = connect({ host: at.address, port: at.port });
  let seen = "";
  let open = true;
  socket.on("data", (part: Buffer) => {
    seen += part.toString("latin1");
    socket.emit("step");
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    open = false;
    socket.emit("step");
  });
  for (const each of bytes) socket.write(each);
  while (open && !seen.includes(until)) await once(socket, "step");
  socket.destroy();
  return seen;
}

t.test("a WebSocket is echoed, and its handshake can meet a fault", async (t) => {
  const { at, control } = await open(t);
  // A text frame, masked with zeros (RFC 6455, section 5.2); the answer is not masked.
  const frame = Buffer.concat([Buffer.from([0x81, 0x85, 0, 0, 0, 0]), Buffer.from("hello")]);
  for (let index = 0; index < 2; index += 1) {
    const seen = await exchange(at, [handshake, frame], "\x81\x05hello");
    t.match(seen, /^HTTP\/1\.1 101 /);
    t.ok(seen.endsWith("\x81\x05hello"));
  }
  const when = { path: "/ws" };
  await askJson(control, "POST", "/injections", { fault: "error-status", when });
  t.match(await exchange(at, [handshake], "itself"), /^HTTP\/1\.1 500 /);
});
