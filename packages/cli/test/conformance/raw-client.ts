import { connect } from "node:net";
import type { Socket } from "node:net";
import type { Address, Arrival, Ending, RequestSpec, WireView } from "@gatecrash/core";

export interface AskOptions {
  address: Address;
  request: RequestSpec;
  connect_ms: number;
  /** How long nothing may happen before the client gives up. */
  patience_ms: number;
  /** The client is silent until this resolves. */
  speak: Promise<unknown>;
}

/**
 * Asks once on a new connection and notes bytes, times and the ending. It has no opinion and no
 * HTTP: it writes the request and waits until the peer ends the connection or nothing happens.
 */
export async function ask(options: AskOptions): Promise<WireView> {
  const { request, patience_ms } = options;
  const head = requestHead(request);
  const total_bytes = head.length + request.body_bytes;
  const view = {
    deadline_ms: patience_ms,
    request: { method: request.method, upgrade: false, total_bytes, sent_bytes: 0 },
  };
  const socket = connect({ host: options.address.address, port: options.address.port });
  // The peer's FIN must not end our side: what follows it would go unseen.
  socket.allowHalfOpen = true;
  socket.setNoDelay(true);
  const connected = await connectResult(socket, options.connect_ms);
  if (connected !== "ok") {
    socket.destroy();
    const nothing = { ...view, bytes: "", arrivals: [] };
    if (connected === "reset") return { ...nothing, connect: "ok", ended: "rst" };
    return { ...nothing, connect: connected, ended: "silence" };
  }
  const exchange = new RawExchange(socket, patience_ms);
  await Promise.race([options.speak, exchange.ended]);
  exchange.send(head, request.body_bytes);
  const ended = await exchange.ended;
  socket.destroy();
  return {
    ...view,
    request: { ...view.request, sent_bytes: exchange.sent_bytes },
    connect: "ok",
    ended,
    ...exchange.seen(),
  };
}

function requestHead({ method, path, headers, body_bytes }: RequestSpec): string {
  const fields = { host: "conformance.test", connection: "close", ...headers };
  const length = body_bytes > 0 ? [`content-length: ${body_bytes}`] : [];
  const lines = [...Object.entries(fields).map(([name, value]) => `${name}: ${value}`), ...length];
  return `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}

/** `reset`: the handshake was complete, and the RST was there before the client looked. */
async function connectResult(
  socket: Socket,
  connect_ms: number,
): Promise<WireView["connect"] | "reset"> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve("timeout");
    }, connect_ms);
    const done = (say: () => void) => {
      clearTimeout(timer);
      say();
    };
    socket.once("connect", () => {
      done(() => {
        resolve("ok");
      });
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      done(() => {
        // Linux: an RST in answer to the SYN is ECONNREFUSED, a later one ECONNRESET.
        if (error.code === "ECONNREFUSED") resolve("refused");
        else if (error.code === "ECONNRESET") resolve("reset");
        else reject(error);
      });
    });
  });
}

/** Pieces in which a body is written; the next one waits until the kernel has taken the last. */
const piece = Buffer.alloc(65_536, "x");

class RawExchange {
  readonly ended: Promise<Ending>;
  readonly #socket: Socket;
  readonly #pieces: Buffer[] = [];
  readonly #arrivals: (Arrival & { ns: bigint })[] = [];
  #received = 0;
  #sent_at = process.hrtime.bigint();
  #over = false;
  sent_bytes = 0;

  constructor(socket: Socket, patience_ms: number) {
    this.#socket = socket;
    this.ended = this.#end(patience_ms);
    socket.on("data", (data: Buffer) => {
      this.#received += data.length;
      this.#pieces.push(data);
      this.#arrivals.push({ end_bytes: this.#received, at_ms: 0, ns: process.hrtime.bigint() });
    });
  }

  /** Patience starts anew with each piece that is sent, but not with what arrives. */
  async #end(patience_ms: number): Promise<Ending> {
    const socket = this.#socket;
    return new Promise<Ending>((resolve) => {
      const timer = setTimeout(() => {
        finish("silence");
      }, patience_ms);
      const finish = (ending: Ending) => {
        clearTimeout(timer);
        this.#over = true;
        resolve(ending);
      };
      socket.on("progress", () => timer.refresh());
      socket.once("end", () => {
        finish("fin");
      });
      socket.on("error", () => {
        finish("rst");
      });
    });
  }

  send(head: string, body_bytes: number): void {
    if (this.#over) return;
    this.#write(Buffer.from(head, "latin1"), body_bytes);
  }

  #write(data: Buffer, left_bytes: number): void {
    this.#socket.write(data, (error) => {
      if (error || this.#over) return;
      this.sent_bytes += data.length;
      this.#sent_at = process.hrtime.bigint();
      this.#socket.emit("progress");
      const next = piece.subarray(0, left_bytes);
      if (next.length > 0) this.#write(next, left_bytes - next.length);
    });
  }

  seen(): Pick<WireView, "bytes" | "arrivals"> {
    const arrivals = this.#arrivals.map(({ end_bytes, ns }) => ({
      end_bytes,
      at_ms: Number(ns - this.#sent_at) / 1e6,
    }));
    return { bytes: Buffer.concat(this.#pieces).toString("latin1"), arrivals };
  }
}
