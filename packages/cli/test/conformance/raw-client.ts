import { connect } from "node:net";
import type { Socket } from "node:net";
import { defaultRequest, isUnixSocket } from "@gatecrash/core";
import type { Address, Arrival, Ending, RequestSpec, WireView } from "@gatecrash/core";

export interface AskOptions {
  address: Address;
  /** One after the other on the same connection, as long as that lasts. */
  requests: readonly RequestSpec[];
  connect_ms: number;
  /** How long nothing may happen before the client gives up. */
  patience_ms: number;
  /** It connects once more after the exchange. */
  again?: boolean;
  /** The client is silent until this resolves. */
  speak: Promise<unknown>;
}

/**
 * Asks on a new connection and notes bytes, times and the ending of the last exchange. It has no
 * opinion, and no HTTP but for the length of the answers before: it writes the request and waits
 * until the peer ends the connection or nothing happens.
 */
export async function ask(options: AskOptions): Promise<WireView> {
  const { requests, patience_ms } = options;
  const view = viewOf(requests[0] ?? defaultRequest, patience_ms);
  const { address, port } = options.address;
  const unix = isUnixSocket(options.address);
  const socket = connect(unix ? { path: address } : { host: address, port });
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
  let last = requests[0] ?? defaultRequest;
  exchange.send(requestHead(last), last.body_bytes);
  for (const request of requests.slice(1)) {
    // A request that waits is for the next connection: what happens meanwhile is the fault.
    if (request.after_ms !== undefined || !(await exchange.answered())) break;
    last = request;
    exchange.startAnew();
    exchange.send(requestHead(last), last.body_bytes);
  }
  const ended = await exchange.ended;
  socket.destroy();
  const asked = viewOf(last, patience_ms);
  const next = options.again === true ? await nextConnection(options) : undefined;
  return {
    ...asked,
    ...(next ? { next } : {}),
    request: { ...asked.request, sent_bytes: exchange.sent_bytes },
    connect: "ok",
    ended,
    ...exchange.seen(),
  };
}

async function nextConnection({ address, connect_ms }: AskOptions): Promise<"ok" | "refused"> {
  const socket = connect({ host: address.address, port: address.port });
  const connected = await connectResult(socket, connect_ms);
  socket.destroy();
  return connected === "refused" ? "refused" : "ok";
}

function viewOf(request: RequestSpec, deadline_ms: number) {
  const { method, body_bytes } = request;
  const total_bytes = requestHead(request).length + body_bytes;
  return { deadline_ms, request: { method, upgrade: false, total_bytes, sent_bytes: 0 } };
}

function requestHead({ method, path, headers, body_bytes }: RequestSpec): string {
  const fields = { host: "conformance.test", connection: "close", ...headers };
  const length = body_bytes > 0 ? [`content-length: ${body_bytes}`] : [];
  const lines = [...Object.entries(fields).map(([name, value]) => `${name}: ${value}`), ...length];
  return `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}

/** Nobody listens; for a unix socket also: no such file, or a full queue. */
const refusals = ["ECONNREFUSED", "ENOENT", "EAGAIN"];

/** What ICMP errors and routes that lead nowhere come to. */
const noWay = ["EHOSTUNREACH", "ENETUNREACH", "ENOPROTOOPT", "EACCES", "EINVAL"];

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
        if (refusals.includes(error.code ?? "")) resolve("refused");
        else if (noWay.includes(error.code ?? "")) resolve("unreachable");
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
      // libuv says "end" for an RST too if it comes with the last bytes; a write of no bytes asks.
      socket.once("end", () => {
        socket.write(Buffer.alloc(0), (error) => {
          finish(error ? "rst" : "fin");
        });
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

  /** True once an answer with a length is complete and keeps the connection; false if it ends. */
  async answered(): Promise<boolean> {
    const complete = () => {
      const { bytes } = this.seen();
      const head = bytes.indexOf("\r\n\r\n");
      if (head < 0 || /\r\nconnection: close\r\n/i.test(bytes)) return false;
      const length = /\r\ncontent-length: (\d+)\r\n/i.exec(bytes)?.[1];
      return length !== undefined && bytes.length >= head + 4 + Number(length);
    };
    const kept = new Promise<boolean>((resolve) => {
      this.#socket.on("data", () => {
        if (complete()) resolve(true);
      });
    });
    return complete() || Promise.race([kept, this.ended.then(() => false)]);
  }

  /** Forgets what came so far. */
  startAnew(): void {
    this.#pieces.length = 0;
    this.#arrivals.length = 0;
    this.#received = 0;
    this.sent_bytes = 0;
  }

  seen(): Pick<WireView, "bytes" | "arrivals"> {
    const arrivals = this.#arrivals.map(({ end_bytes, ns }) => ({
      end_bytes,
      at_ms: Number(ns - this.#sent_at) / 1e6,
    }));
    return { bytes: Buffer.concat(this.#pieces).toString("latin1"), arrivals };
  }
}
