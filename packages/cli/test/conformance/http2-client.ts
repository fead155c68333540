import { connect } from "node:http2";
import type { ClientHttp2Session } from "node:http2";

/**
 * A program that asks upstreams once each with node's own client (nghttp2), which knows the rules of
 * HTTP/2 and nothing of our writer. Arguments: their ports on 127.0.0.1. It writes a line for each:
 * the port, and `good`, `broken` or `silent`.
 */

/** Longer than any wait of a script. */
const patience_ms = 1_500;

/** How long a connection is watched after a good answer, for what may follow it. */
const watch_ms = 100;

/**
 * Sessions are kept until the program ends: where node 20 collects one that broke, it may abort
 * (assertion `current_nghttp2_memory_ == 0`). That is also why this is a program of its own.
 */
const sessions: ClientHttp2Session[] = [];

async function opinionOf(port: number): Promise<string> {
  // As proxies do: no server may push.
  const session = connect(`http://127.0.0.1:${port}`, { settings: { enablePush: false } });
  sessions.push(session);
  return new Promise((resolve) => {
    setTimeout(resolve, patience_ms, "silent");
    const broken = () => {
      resolve("broken");
    };
    session.on("error", broken);
    let headed = false;
    const request = session.request({ ":method": "POST", ":path": "/" });
    request.on("response", () => (headed = true));
    request.on("error", broken);
    request.on("close", () => {
      if (!headed || request.rstCode !== 0 || !request.readableEnded) broken();
      else setTimeout(resolve, watch_ms, "good");
    });
    request.resume();
    request.end();
  });
}

const ports = process.argv.slice(2).map(Number);
await Promise.all(
  ports.map(async (port) => {
    process.stdout.write(`${port} ${await opinionOf(port)}\n`);
  }),
);
