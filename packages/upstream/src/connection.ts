import type { Socket } from "node:net";
import { alertContent, contentTypes, parseClientHello } from "@gatecrash/core";
import type { ActOf, AlertName, Protocol, TlsStarted } from "@gatecrash/core";
import { limits } from "./limits.ts";
import { Changes } from "./changes.ts";
import type { ActResult, Performed } from "./performed.ts";
import { bodyEnd } from "./read/body-end.ts";
import { openReader } from "./read/reader.ts";
import type { ReadRequest, RequestReader } from "./read/reader.ts";
import { handshake } from "./tls/handshake.ts";
import type { Seal } from "./tls/handshake.ts";
import { describeHello } from "./tls/hello.ts";

/**
 * One accepted TCP connection, raw: only the acts of a script read from it or write to it. Its
 * socket must be half-open-able and paused: a FIN of the peer may not close it, nothing is read early.
 */
export class Connection {
  /** The TCP connection itself. */
  readonly socket: Socket;
  /** What bytes are read from and written to: the socket, or TLS over it. */
  #stream: Socket;
  /** What was read and not yet used. */
  #buffer: Buffer = Buffer.alloc(0);
  #request: ReadRequest | undefined;
  #peer_fin = false;
  #gone: string | undefined;
  #reading = false;
  #seal: Seal | undefined;
  readonly #changes = new Changes();
  readonly #reader: RequestReader | undefined;
  /** What a handshake agrees on where an act does not say. */
  readonly #alpn: string[];

  constructor(socket: Socket, protocol: Protocol = "http") {
    this.socket = socket;
    this.#stream = socket;
    this.#reader = openReader(protocol);
    this.#alpn = protocol === "h2" || protocol === "grpc" ? ["h2"] : [];
    for (const [event, listener] of this.#listeners()) socket.on(event, listener);
    socket.pause();
  }

  readonly #onData = (data: Buffer) => {
    if (this.#reading) {
      this.#buffer = this.#buffer.length === 0 ? data : Buffer.concat([this.#buffer, data]);
    }
    this.#changes.wake();
  };
  readonly #onEnd = () => {
    this.#peer_fin = true;
    this.#changes.wake();
  };
  readonly #onError = (error: NodeJS.ErrnoException) => {
    this.#gone ??= error.code ?? error.message;
    this.#changes.wake();
  };
  readonly #onClose = () => {
    this.#gone ??= "closed";
    this.#changes.wake();
  };

  /** The request that was read last asks that the connection be kept. */
  get keepAsked(): boolean {
    return this.#request?.keep ?? false;
  }

  /** True once TLS is spoken. */
  get secure(): boolean {
    return this.#stream !== this.socket;
  }

  /** Waits for a whole ClientHello, which is left where it is: `startTls` answers it. */
  async readClientHello(signal: AbortSignal): Promise<Performed> {
    return this.#readUntil(signal, () => {
      const hello = parseClientHello(this.#buffer.toString("latin1"));
      if (hello === "more") return undefined;
      if (!hello) return { result: "failed", note: "what came is no ClientHello" };
      return { result: "ok", value: hello, note: describeHello(hello) };
    });
  }

  /** Answers a TLS handshake; once it is done, what is read and sent is inside of it. */
  async startTls(act: ActOf<"start-tls">, signal: AbortSignal): Promise<Performed> {
    const gone = this.#stopped(signal);
    if (gone !== undefined) return { result: gone };
    if (this.secure) return { result: "failed", note: "TLS is spoken already" };
    const raw = this.#stream;
    raw.off("data", this.#onData);
    if (this.#buffer.length > 0) raw.unshift(this.#buffer);
    this.#buffer = Buffer.alloc(0);
    const done = await handshake(raw, { ...act, alpn: act.alpn ?? this.#alpn }, signal);
    const value: TlsStarted = { established: done.end === "established" };
    const { note } = done;
    if (done.end !== "established") {
      raw.on("data", this.#onData);
      if (done.end === "stopped" || done.answered) return { result: "ok", value, note };
      return { result: this.#stopped(signal) ?? "peer-left", note };
    }
    raw.off("end", this.#onEnd);
    this.#stream = done.stream;
    this.#seal = done.seal;
    done.stream.on("data", this.#onData);
    done.stream.on("end", this.#onEnd);
    done.stream.on("error", this.#onError);
    done.stream.pause();
    return { result: "ok", value, note };
  }

  /** Reads the request head; the head is remembered, what follows it stays for `readBody`. */
  async readHead(signal: AbortSignal): Promise<Performed> {
    const reader = this.#reader;
    if (!reader) return { result: "failed", note: "requests of this protocol are not read" };
    return this.#readUntil(signal, () => {
      const read = reader(this.#buffer);
      if (!read) return undefined;
      this.#buffer = this.#buffer.subarray(read.bytes);
      this.#request = read;
      return { result: "ok", value: read.head };
    });
  }

  /** Reads until something is found in what came. */
  async #readUntil(signal: AbortSignal, find: () => Performed | undefined): Promise<Performed> {
    this.#startReading();
    for (;;) {
      const found = find();
      if (found) {
        this.stopReading();
        return found;
      }
      const stopped = this.#stopped(signal) ?? (this.#peer_fin ? "peer-left" : undefined);
      if (stopped !== undefined) return { result: stopped };
      if (this.#buffer.length > limits.head_bytes_max) return { result: "limit" };
      await this.#change(signal);
    }
  }

  /** Waits until the peer leaves; what it sends meanwhile is kept for later acts. */
  async untilLeft(signal: AbortSignal): Promise<Performed> {
    const performed = await this.#readUntil(signal, () => undefined);
    this.stopReading();
    return performed;
  }

  /** Reads the body of the request, whole or up to some bytes; what is read is dropped. */
  async readBody(bytes: number | undefined, signal: AbortSignal): Promise<Performed> {
    const complete = bodyEnd(this.#request, bytes);
    let seen = 0;
    let tail = "";
    this.#startReading();
    for (;;) {
      seen += this.#buffer.length;
      const data = this.#buffer;
      tail = (tail + data.subarray(-7).toString("latin1")).slice(-7);
      this.#buffer = Buffer.alloc(0);
      if (complete(seen, tail, data)) {
        this.stopReading();
        return { result: "ok", note: `${seen} bytes` };
      }
      const stopped = this.#stopped(signal) ?? (this.#peer_fin ? "peer-left" : undefined);
      if (stopped !== undefined) return { result: stopped, note: `${seen} bytes` };
      await this.#change(signal);
    }
  }

  stopReading(): Performed {
    this.#stream.pause();
    return { result: "ok" };
  }

  /** Sends an alert inside TLS, which no library does when it is told to. */
  async sendAlert(alert: AlertName, signal: AbortSignal): Promise<Performed> {
    // What the handshake's end brings with it goes out first, and counts.
    await new Promise((resolve) => setImmediate(resolve));
    const record = this.#seal?.(contentTypes.alert, Buffer.from(alertContent(alert), "latin1"));
    if (!record) return { result: "failed", note: "no TLS 1.3 that is known here" };
    return this.send(record.toString("latin1"), signal, this.socket);
  }

  /** Sends bytes; done when the kernel has taken them. On the socket itself: under TLS. */
  async send(text: string, signal: AbortSignal, to = this.#stream): Promise<Performed> {
    const gone = this.#stopped(signal);
    if (gone !== undefined) return { result: gone };
    let written: string | undefined;
    to.write(Buffer.from(text, "latin1"), (error) => {
      written = error ? ((error as NodeJS.ErrnoException).code ?? error.message) : "ok";
      this.#changes.wake();
    });
    while (written === undefined) {
      const stopped = this.#stopped(signal);
      if (stopped !== undefined) return { result: stopped };
      await this.#change(signal);
    }
    return { result: written };
  }

  /** Waits; a peer that closes meanwhile is noticed at the next act that needs it. */
  async sleep(ms: number, signal: AbortSignal): Promise<Performed> {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      this.#changes.wake();
    }, ms);
    while (!over && !signal.aborted && this.#gone === undefined) await this.#change(signal);
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
      await this.#change(signal);
    clearTimeout(timer);
    return { result: "ok", note: signal.aborted ? "until healed" : "until the peer left" };
  }

  /**
   * FIN; what the peer still sends is read and dropped, because a close with unread data is an RST.
   * On the socket itself it comes without the end of TLS before it.
   */
  async finish(signal: AbortSignal, stream = this.#stream): Promise<Performed> {
    const gone = this.#stopped(signal);
    if (gone !== undefined) return { result: gone };
    this.drain();
    let finished = false;
    stream.end(() => {
      finished = true;
      this.#changes.wake();
    });
    while (!finished && this.#stopped(signal) === undefined) await this.#change(signal);
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
    while (this.#gone === undefined) await this.#change(never);
    const clean = this.#gone === "closed";
    return { result: clean ? "ok" : this.#gone };
  }

  /** Gives the stream away, with what was read and not used put back. */
  release(): Socket {
    this.stopReading();
    const stream = this.#stream;
    for (const [event, listener] of this.#listeners()) {
      stream.off(event, listener);
      this.socket.off(event, listener);
    }
    if (this.#buffer.length > 0) stream.unshift(this.#buffer);
    this.#buffer = Buffer.alloc(0);
    return stream;
  }

  #listeners() {
    return [
      ["data", this.#onData],
      ["end", this.#onEnd],
      ["error", this.#onError],
      ["close", this.#onClose],
    ] as const;
  }

  /** Reads on and drops what comes. */
  drain(): void {
    this.#reading = false;
    this.#buffer = Buffer.alloc(0);
    this.#stream.resume();
  }

  /** Resolves at the next thing that happens to the connection, or when the signal aborts. */
  async #change(signal: AbortSignal): Promise<void> {
    if (this.#gone === undefined) await this.#changes.next(signal);
  }

  #startReading(): void {
    this.#reading = true;
    this.#stream.resume();
  }

  #stopped(signal: AbortSignal): ActResult | undefined {
    if (signal.aborted) return "healed";
    return this.#gone === "closed" ? "peer-left" : this.#gone;
  }
}
