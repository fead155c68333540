import { connect } from "node:net";
import { isUnixSocket } from "@gatecrash/core";
import type { Address } from "@gatecrash/core";
import type { Declared } from "./declared.ts";

export interface PeerOptions {
  address: Address;
  /** One request; it is sent each time that the script is due to read one. */
  request: string;
  declared: Declared;
  /** The peer is silent until this resolves. */
  speak: Promise<unknown>;
  connect_ms: number;
  /** How long nothing may happen, once all bytes are there, before it counts as silence … */
  silent_ms: number;
  /** … and before that, or where an ending is due. */
  patience_ms: number;
}

/** What the kernel says of a connect that fails; all else happens to a connection that stood. */
const endings: Record<string, Declared["ended"]> = {
  ECONNREFUSED: "refused",
  ENOENT: "missing",
  EAGAIN: "full",
};

export type Seen = Pick<Declared, "bytes" | "ended">;

/** Sends requests as they are given and notes all bytes and the ending. It knows no protocol. */
export async function meet(options: PeerOptions): Promise<Seen> {
  const { address, request, declared } = options;
  const { address: host, port } = address;
  const at = isUnixSocket(address) ? { path: host } : { host, port, noDelay: true };
  const socket = connect(at);
  // The peer's FIN must not end our side: what follows it would go unseen.
  socket.allowHalfOpen = true;
  let bytes = "";
  let speaking = false;
  const due = declared.before_requests.length > 0 ? [...declared.before_requests] : [0];
  const speak = () => {
    while (speaking && bytes.length >= (due[0] ?? Infinity)) {
      due.shift();
      socket.write(Buffer.from(request, "latin1"));
    }
  };
  const complete = () => declared.ended === "silence" && bytes.length >= declared.bytes.length;
  return new Promise((resolve) => {
    const finish = (ended: Declared["ended"]) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ bytes, ended });
    };
    let timer = setTimeout(finish, options.connect_ms, "unanswered");
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(finish, complete() ? options.silent_ms : options.patience_ms, "silence");
    };
    socket.once("connect", () => {
      wait();
      void options.speak.then(() => {
        speaking = true;
        speak();
      });
    });
    socket.on("data", (data: Buffer) => {
      bytes += data.toString("latin1");
      wait();
      speak();
    });
    // libuv says "end" for an RST too if it comes with the last bytes; a write of no bytes asks.
    socket.once("end", () => {
      socket.write(Buffer.alloc(0), (error) => {
        finish(error ? "rst" : "fin");
      });
    });
    socket.on("error", ({ code }: NodeJS.ErrnoException) => {
      finish(endings[code ?? ""] ?? "rst");
    });
  });
}
