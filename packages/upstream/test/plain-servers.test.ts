import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import fc from "fast-check";
import t from "tap";
import { fastcgiRequest, memcachedRequest, scgiRequest, uwsgiRequest } from "@gatecrash/core";
import type { Protocol } from "@gatecrash/core";
import { openPlainServer } from "../src/healthy-plain.ts";
import { openReader } from "../src/read/reader.ts";

const variables = {
  REQUEST_METHOD: "POST",
  REQUEST_URI: "/a?b=c",
  CONTENT_LENGTH: "3",
  CONTENT_TYPE: "",
  HTTP_X_LONG: "v".repeat(300),
};

const head = {
  method: "POST",
  path: "/a?b=c",
  headers: { "content-length": "3", "x-long": "v".repeat(300) },
};

/** A request of each protocol, what is read of it, and how many bytes of it are the body. */
const requests = {
  fastcgi: {
    text: fastcgiRequest(variables, { request_id: 300, body: "abc" }),
    head: { ...head, stream: 300 },
    body: 3 + 2 * 8,
  },
  scgi: { text: scgiRequest(variables, "abc"), head, body: 3 },
  uwsgi: { text: uwsgiRequest(variables, "abc"), head, body: 3 },
  memcached: {
    text: memcachedRequest("/a"),
    head: { method: "get", path: "/a", headers: {} },
    body: 0,
  },
} as const;

type Plain = keyof typeof requests;
const protocols = Object.keys(requests) as Plain[];

for (const protocol of protocols) {
  t.test(`${protocol}: a request is read once its head is there whole`, async (t) => {
    const { text, head: expected, body } = requests[protocol];
    const bytes = Buffer.from(text, "latin1");
    const whole = bytes.length - body;
    for (let length = 0; length <= bytes.length; length += 1) {
      const read = openReader(protocol)?.(bytes.subarray(0, length));
      if (length < whole) t.equal(read, undefined, `${length} of ${whole} bytes`);
      else t.match(read, { head: expected, bytes: whole });
    }
  });
}

t.test("fastcgi: the body ends with an empty STDIN, however it is cut up", async (t) => {
  const bytes = Buffer.from(requests.fastcgi.text, "latin1");
  const read = openReader("fastcgi")?.(bytes);
  const rest = bytes.subarray(read?.bytes ?? 0);
  const said = [...rest].map((byte) => read?.bodyComplete?.(Buffer.from([byte])));
  t.same(said, [...Array.from({ length: rest.length - 1 }, () => false), true]);
});

t.test(
  "fastcgi: a next request on the same connection, after a body that nobody read",
  async (t) => {
    const bytes = Buffer.from(requests.fastcgi.text, "latin1");
    const first = openReader("fastcgi")?.(bytes);
    const rest = Buffer.concat([bytes.subarray(first?.bytes ?? 0), bytes]);
    t.match(openReader("fastcgi")?.(rest), { head: { stream: 300, method: "POST" } });
  },
);

t.test("no bytes make a reader throw", async (t) => {
  const noise = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(noise, fc.constantFrom<Protocol[]>(...protocols), (bytes, protocol) => {
      const read = openReader(protocol)?.(Buffer.from(bytes));
      return read === undefined || (read.bytes > 0 && read.bytes <= bytes.length);
    }),
    { seed: 42, numRuns: 5_000 },
  );
  t.pass("5,000 buffers");
});

/** Sends requests one after the other as long as the connection lasts; what came. */
async function askTwice(protocol: Plain, request: string): Promise<string[]> {
  const server = openPlainServer(protocol);
  const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    server.take(socket);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const socket: Socket = connect((listener.address() as AddressInfo).port, "127.0.0.1");
  const answers: string[] = [];
  let ended = false;
  socket.on("end", () => (ended = true));
  for (let count = 0; count < 2; count += 1) {
    socket.write(Buffer.from(request, "latin1"));
    const [data] = (await Promise.race([once(socket, "data"), once(socket, "end")])) as [Buffer?];
    if (data) answers.push(data.toString("latin1"));
    // Whether the server ends the connection shows in the turn after its answer.
    await new Promise((resolve) => setImmediate(resolve));
    if (ended) break;
  }
  await server.close();
  listener.close();
  socket.destroy();
  return answers;
}

t.test("the well-behaved servers answer, and keep a connection that is to be kept", async (t) => {
  const body = '{"ok":true}';
  const kept = await askTwice(
    "fastcgi",
    fastcgiRequest({ REQUEST_METHOD: "GET" }, { keep: true, request_id: 2 }),
  );
  t.equal(kept.length, 2);
  t.match(kept[0], /^\x01\x06\0\x02/, "the answer has the request's id");
  t.match(kept[0], body);
  t.equal((await askTwice("memcached", requests.memcached.text)).length, 2);
  const [scgi = ""] = await askTwice("scgi", requests.scgi.text);
  t.match(scgi, /^Status: 200 OK\r\n/);
  const [uwsgi = ""] = await askTwice("uwsgi", requests.uwsgi.text);
  t.match(uwsgi, /^HTTP\/1\.1 200 OK\r\nContent-Type: application\/json\r\n/);
});
