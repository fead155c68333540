import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import t from "tap";
import { headerBytes, skipProxyHeader } from "../src/proxy-header.ts";

const two = Buffer.concat([
  Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1"),
  Buffer.from([0x21, 0x11, 0, 12]),
  Buffer.alloc(12, 1),
]);

t.test("a header is measured, what is none has no length", async (t) => {
  t.equal(headerBytes(Buffer.from("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET /")), 32);
  t.equal(headerBytes(Buffer.concat([two, Buffer.from("GET /")])), 28);
  t.equal(headerBytes(Buffer.from("GET / HTTP/1.1\r\n")), 0);
  t.equal(headerBytes(Buffer.from("\r\n\r\nx")), 0);
});

t.test("what is cut is waited for, but not without end", async (t) => {
  t.equal(headerBytes(Buffer.from("PRO")), undefined);
  t.equal(headerBytes(Buffer.from("PROXY TCP4 1.2.3.4")), undefined);
  for (const length of [0, 5, 15, 20]) t.equal(headerBytes(two.subarray(0, length)), undefined);
  t.equal(headerBytes(Buffer.from(`PROXY ${"x".repeat(200)}`)), 0, "no line is that long");
});

t.test("the connection is given on without its header, byte by byte", async (t) => {
  const got = new Promise<string>((resolve) => {
    const server = createServer({ pauseOnConnect: true }, (accepted) => {
      skipProxyHeader(accepted, (socket) => {
        let text = "";
        socket.on("data", (data) => (text += data.toString("latin1")));
        socket.on("end", () => {
          resolve(text);
        });
        socket.resume();
      });
    });
    t.teardown(() => server.close());
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      const client = connect({ port, host: "127.0.0.1", noDelay: true });
      void once(client, "connect").then(async () => {
        for (const byte of Buffer.concat([two, Buffer.from("hello")])) {
          await new Promise((written) => client.write(Buffer.from([byte]), written));
        }
        client.end();
      });
    });
  });
  t.equal(await got, "hello");
});
