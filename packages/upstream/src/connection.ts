import type { Socket } from "node:net";
import type { Protocol, RequestHead } from "@gatecrash/core";
import { limits } from "./limits.ts";
import { openReader } from "./read/reader.ts";
import type { RequestReader } from "./read/reader.ts";

/** What came of an act: `ok`, or why not. */
export type ActResult = "ok" | "peer-left" | "healed" | "limit" | (string & {});

export interface Performed {
  result: ActResult;
  /** Goes back into the script. */
  value?: unknown;
  /** For the record. */
  note?: string;
}

/**
 * One accepted TCP connection, raw: nothing reads from it or writes to it but the acts of a script.
 * The socket must be half-open-able and paused, so that a FIN of the peer does not close it and no
 * byte is read before an act asks for it.
 */
export class Connection {
  readonly socket: Socket;
  /** What was read and not yet used. */
  #buffer: Buffer = Buffer.alloc(0);
  #head: RequestHead | undefined;
  #peer_fin = false;
  #gone: string | undefined;
  #reading = false;
  readonly #waiting = new Set<() => void>();
  readonly #reader: RequestReader | undefined;

  constructor(socket: Socket, protocol: Protocol = "http") {
    this.socket = socket;
    this.#reader = openReader(protocol);
    socket.on("data", this.#onData);
    socket.on("end", this.#onEnd);
    socket.on("error", this.#onError);
    socket.on("close", this.#onClose);
    socket.pause();
  }

  readonly #onData = (data: Buffer) => {
    if (this.#reading) {
      this.#buffer = this.#buffer.length === 0 ? data : Buffer.concat([this.#buffer, data]);
    }
    this.#wake();
  };
  readonly #onEnd = () => {
    this.#peer_fin = true;
    this.#wake();
  };
  readonly #onError = (error: NodeJS.ErrnoException) => {
    this.#gone ??= error.code ?? error.message;
    this.#wake();
  };
  readonly #onClose = () => {
    this.#gone ??= "closed";
    this.#wake();
  };

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** The errno with which the connection ended, if it has. */
  get gone(): string | undefined {
    return this.#gone;
  }

  /** The peer has sent FIN. */
  get peerFin(): boolean {
    return this.#peer_fin;
  }

  /** Resolves at the next thing that happens to the connection, or when the signal aborts. */
  async change(signal: AbortSignal): Promise<void> {
    if (this.#gone !== undefined || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        signal.removeEventListener("abort", done);
        this.#waiting.delete(done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener("abort", done);
    });
  }

  /** Reads the request head; the head is remembered, what follows it stays for `readBody`. */
  async readHead(signal: AbortSignal): Promise<Performed> {
    if (!this.#reader) return { result: "failed", note: "requests of this protocol are not read" };
    this.#startReading();
    for (;;) {
      const read = this.#reader(this.#buffer);
      if (read) {
        this.#stopReading();
        this.#buffer = this.#buffer.subarray(read.bytes);
        this.#head = read.head;
        return { result: "ok", value: read.head };
      }
      const stopped = this.#stopped(signal) ?? (this.#peer_fin ? "peer-left" : undefined);
      if (stopped !== undefined) return { result: stopped };
      if (this.#buffer.length > limits.head_bytes_max) return { result: "limit" };
      await this.change(signal);
    }
  }

  /** Reads the body of the request, whole or up to some bytes; what is read is dropped. */
  async readBody(bytes: number | undefined, signal: AbortSignal): Promise<Performed> {
    const complete = bodyEnd(this.#head, bytes);
    let seen = 0;
    let tail = "";
    this.#startReading();
    for (;;) {
      seen += this.#buffer.length;
      tail = (tail + this.#buffer.subarray(-7).toString("latin1")).slice(-7);
      this.#buffer = Buffer.alloc(0);
      if (complete(seen, tail)) {
        this.#stopReading();
        return { result: "ok", note: `${seen} bytes` };
      }
      const stopped = this.#stopped(signal) ?? (this.#peer_fin ? "peer-left" : undefined);
      if (stopped !== undefined) return { result: stopped, note: `${seen} bytes` };
      await this.change(signal);
    }
  }

  stopReading(): Performed {
    this.#stopReading();
    return { result: "ok" };
  }

  /** Sends bytes; done when the kernel has taken them. */
  async send(text: string, signal: AbortSignal): Promise<Performed> {
    const gone = this.#stopped(signal);
    if (gone !== undefined) return { result: gone };
    let written: string | undefined;
    this.socket.write(Buffer.from(text, "latin1"), (error) => {
      written = error ? ((error as NodeJS.ErrnoException).code ?? error.message) : "ok";
      this.#wake();
    });
    while (written === undefined) {
      const stopped = this.#stopped(signal);
      if (stopped !== undefined) return { result: stopped };
      await this.change(signal);
    }
    return { result: written };
  }

  /** Waits; a peer that closes meanwhile is noticed at the next act that needs it. */
  async sleep(ms: number, signal: AbortSignal): Promise<Performed> {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      this.#wake();
    }, ms);
    while (!over && !signal.aborted && this.#gone === undefined) await this.change(signal);
    clearTimeout(timer);
    return { result: over ? "ok" : (this.#stopped(signal) ?? "ok") };
  }

  /** Nothing, until the peer leaves. A peer can only be seen to leave while it is read from. */
  async silence(attentive: boolean, signal: AbortSignal): Promise<Performed> {
    if (attentive) this.drain();
    const timer = setTimeout(() => {
      this.socket.destroy();
    }, limits.silence_ms_max);
    while (!signal.aborted && this.#gone === undefined && !this.#peer_fin)
      await this.change(signal);
    clearTimeout(timer);
    return { result: "ok", note: signal.aborted ? "until healed" : "until the peer left" };
  }

  /** FIN; what the peer still sends is read and dropped, because a close with unread data is an RST. */
  async finish(signal: AbortSignal): Promise<Performed> {
    const gone = this.#stopped(signal);
    if (gone !== undefined) return { result: gone };
    this.drain();
    let finished = false;
    this.socket.end(() => {
      finished = true;
      this.#wake();
    });
    while (!finished && this.#stopped(signal) === undefined) await this.change(signal);
    const timer = setTimeout(() => {
      this.socket.destroy();
    }, limits.drain_ms_max);
    this.socket.once("close", () => {
      clearTimeout(timer);
    });
    return { result: finished ? "ok" : (this.#stopped(signal) ?? "ok") };
  }

  /** RST, by closing with linger 0. */
  async reset(signal: AbortSignal): Promise<Performed> {
    const gone = this.#stopped(signal);
    if (gone !== undefined) return { result: gone };
    this.socket.resetAndDestroy();
    // A heal must not cut this wait short: it is a matter of one turn of the loop.
    const never = new AbortController().signal;
    while (this.#gone === undefined) await this.change(never);
    const clean = this.#gone === "closed";
    return { result: clean ? "ok" : this.#gone };
  }

  /** Gives the socket away, with what was read and not used put back. */
  release(): Socket {
    this.#stopReading();
    this.socket.off("data", this.#onData);
    this.socket.off("end", this.#onEnd);
    this.socket.off("error", this.#onError);
    this.socket.off("close", this.#onClose);
    if (this.#buffer.length > 0) this.socket.unshift(this.#buffer);
    this.#buffer = Buffer.alloc(0);
    return this.socket;
  }

  /** Reads on and drops what comes. */
  drain(): void {
    this.#reading = false;
    this.#buffer = Buffer.alloc(0);
    this.socket.resume();
  }

  #startReading(): void {
    this.#reading = true;
    this.socket.resume();
  }

  #stopReading(): void {
    this.socket.pause();
  }

  #stopped(signal: AbortSignal): ActResult | undefined {
    if (signal.aborted) return "healed";
    return this.#gone === "closed" ? "peer-left" : this.#gone;
  }
}

/** Says when a body is complete: after so many bytes, or where the head says it ends. */
function bodyEnd(head: RequestHead | undefined, bytes: number | undefined) {
  if (bytes !== undefined) return (seen: number) => seen >= bytes;
  if (head?.headers["transfer-encoding"]?.toLowerCase().includes("chunked")) {
    return (_seen: number, tail: string) => tail.endsWith("0\r\n\r\n");
  }
  const length = Number(head?.headers["content-length"] ?? 0);
  return (seen: number) => seen >= length;
}
