import type { Socket } from "node:net";
import type { Answer, AuditFront, End, RequestSpec } from "@gatecrash/core";
import { askH2 } from "./h2.ts";
import { openFront } from "./open.ts";
import { parseResponse } from "./response.ts";
import type { Asking, ParsedResponse } from "./response.ts";

/** After a complete answer the client waits so long to see how the proxy ends the connection. */
const close_wait_ms = 60;

/** Answers are kept in memory up to this size; what comes after is only counted. */
const kept_bytes_max = 16_777_216;

const recorded_head_bytes = 300;

/** What request bodies are made of. */
const bodyPiece = Buffer.alloc(65_536, "x");

export interface Asked {
  front: AuditFront;
  request: RequestSpec;
  /** The client's own deadline. */
  deadline_ms: number;
  /** Whoever gets a tunnel (101) leaves at once: else its end is waited for. */
  leaves_tunnel?: boolean;
  /** Called when the kernel has the whole request. */
  onSent?: () => void;
}

/** Sends one request on a connection of its own, and records all there is to see. Never throws. */
export async function ask(asked: Asked): Promise<Answer> {
  if (asked.front.http2 === true) return askH2(asked);
  return new Exchange(asked).run();
}

const now = () => process.hrtime.bigint().toString();

class Exchange {
  readonly #front: AuditFront;
  readonly #request: RequestSpec;
  readonly #asking: Asking;
  readonly #socket: Socket;
  readonly #deadline_ms: number;
  readonly #leaves_tunnel: boolean;
  readonly #onSent: () => void;
  readonly #parts: Buffer[] = [];
  readonly #at: Answer["at_ns"] = { started: now(), ended: "" };
  #raw_bytes = 0;
  #kept_bytes = 0;
  #sent_bytes = 0;
  #closed: Answer["closed"] | undefined;
  #parsed: ParsedResponse | undefined;
  #finish: (() => void) | undefined;

  constructor(asked: Asked) {
    const { front, request, deadline_ms, onSent = () => undefined } = asked;
    this.#request = request;
    this.#leaves_tunnel = asked.leaves_tunnel ?? false;
    this.#onSent = onSent;
    const { method, headers } = request;
    const upgrade = Object.keys(headers).some((name) => name.toLowerCase() === "upgrade");
    this.#asking = { method, upgrade };
    this.#deadline_ms = deadline_ms;
    this.#front = front;
    this.#socket = openFront(front, "http/1.1");
  }

  async run(): Promise<Answer> {
    const socket = this.#socket;
    const finished = new Promise<void>((resolve) => (this.#finish = resolve));
    const deadline = setTimeout(() => {
      this.#end("deadline");
    }, this.#deadline_ms);
    socket.on("connect", () => {
      this.#at.connected = now();
      if (this.#front.tls === undefined) this.#send();
    });
    socket.on("secureConnect", () => {
      this.#at.connected ??= now();
      this.#send();
    });
    socket.on("data", (data) => {
      this.#receive(data);
    });
    socket.on("end", () => {
      this.#tellFinFromReset();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.#end(error.code === "ECONNREFUSED" ? "refused" : "rst");
    });
    await finished;
    clearTimeout(deadline);
    socket.destroy();
    return this.#answer();
  }

  /**
   * libuv says "end" for an RST too if it comes together with the last bytes (uv__stream_io, POLLHUP
   * after a partial read; measured with Node 20). A write of no bytes asks the kernel which it was,
   * and puts nothing on the wire.
   */
  #tellFinFromReset(): void {
    const seen_ns = now();
    this.#socket.write(Buffer.alloc(0), (error) => {
      this.#end(error ? "rst" : "fin", seen_ns);
    });
  }

  #send(): void {
    const { method, path, headers, body_bytes } = this.#request;
    const fields = Object.entries({ host: "gatecrash.test", connection: "close", ...headers });
    const announces = body_bytes > 0 || method === "POST" || method === "PUT" || method === "PATCH";
    if (announces) fields.push(["content-length", String(body_bytes)]);
    const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const head = `${method} ${path} HTTP/1.1\r\n${lines}\r\n`;
    this.#socket.write(head, "latin1");
    this.#sent_bytes += head.length;
    this.#sendBody(body_bytes);
  }

  /** Writes the body in pieces, as fast as the proxy takes it. */
  #sendBody(left: number): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    if (left === 0) {
      this.#at.sent = now();
      this.#onSent();
      return;
    }
    const piece = Math.min(left, bodyPiece.length);
    this.#socket.write(bodyPiece.subarray(0, piece), (error) => {
      if (error) return;
      this.#sent_bytes += piece;
      this.#sendBody(left - piece);
    });
  }

  #receive(data: Buffer): void {
    this.#at.first_byte ??= now();
    this.#raw_bytes += data.length;
    if (this.#kept_bytes < kept_bytes_max) {
      this.#parts.push(data);
      this.#kept_bytes += data.length;
    }
    // A complete answer ends the exchange; only its framing can tell, so it is parsed as it grows.
    const parsed = this.#parse();
    if (parsed.head_complete) this.#at.head ??= now();
    const done = parsed.complete || (parsed.tunnel === true && this.#leaves_tunnel);
    if (!done || this.#at.ended !== "") return;
    this.#at.ended = now();
    setTimeout(() => {
      this.#end("open");
    }, close_wait_ms);
  }

  #parse(): ParsedResponse {
    const text = Buffer.concat(this.#parts).toString("latin1");
    this.#parsed = parseResponse(text, this.#asking);
    return this.#parsed;
  }

  #end(closed: Answer["closed"], at_ns = now()): void {
    if (this.#closed !== undefined) return;
    this.#closed = closed;
    if (this.#at.ended === "") this.#at.ended = at_ns;
    this.#finish?.();
  }

  #answer(): Answer {
    const parsed = this.#parsed ?? parseResponse("", this.#asking);
    const closed = this.#closed ?? "deadline";
    const { status, interim, headers, body_bytes, announced_bytes, framing } = parsed;
    return {
      end: endOf(parsed, closed, this.#raw_bytes),
      ...(status === undefined ? {} : { status }),
      interim,
      headers,
      body_bytes,
      ...(announced_bytes === undefined ? {} : { announced_bytes }),
      framing,
      closed,
      raw_bytes: this.#raw_bytes,
      raw_head: Buffer.concat(this.#parts).subarray(0, recorded_head_bytes).toString("latin1"),
      request_bytes_sent: this.#sent_bytes,
      at_ns: this.#at,
    };
  }
}

/** Says in one word how an exchange ended for the client. */
export function endOf(parsed: ParsedResponse, closed: Answer["closed"], raw_bytes: number): End {
  if (closed === "refused") return "not-connected";
  // A tunnel has been answered by its 101, however it ends.
  if (parsed.complete || parsed.tunnel === true) return "answered";
  if (parsed.raw) return "raw-bytes";
  if (closed === "deadline") return "no-answer";
  if (raw_bytes === 0) return "closed-without-answer";
  const closeDelimited = parsed.head_complete && parsed.framing === "close";
  return closeDelimited && closed === "fin" ? "answered" : "cut-short";
}
