import { connect } from "node:net";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { TLSSocket } from "node:tls";
import { certifiedName } from "@gatecrash/core";
import type { Address, Ending, WireView } from "@gatecrash/core";

export interface AskTlsOptions {
  address: Address;
  /** The only authority that is trusted, as PEM. */
  authority: string;
  /** Whether the host that is wanted is named (SNI). */
  sni: boolean;
  method: string;
  /** When to give up waiting for an end. */
  give_up: Promise<unknown>;
  /** The client is silent until this resolves. */
  speak: Promise<unknown>;
}

/** What a raw client saw of one TLS connection: bytes, endings, and what OpenSSL said. */
export interface TlsView {
  /** What the server sent on the TCP connection, one character a byte. */
  raw: string;
  established: boolean;
  /** From the ClientHello until the handshake was done. */
  handshake_ms: number;
  /** What is wrong with the certificate, in node's words. */
  untrusted?: string;
  certificate?: { issuer: string; bits: number; intermediates: number };
  /** What OpenSSL said of what it read. */
  error?: string;
  /** TLS was ended by the server before the TCP connection was. */
  close_notify: boolean;
  inside: WireView;
}

/** Asks once, inside TLS, and notes everything. It has no opinion. */
export async function askTls(options: AskTlsOptions): Promise<TlsView> {
  const socket = connect({ ...connectTo(options.address), allowHalfOpen: true, noDelay: true });
  const tap = new Tap(socket);
  const ended = Promise.race([endOf(socket), options.give_up.then((): Ending => "silence")]);
  await Promise.race([options.speak, ended]);
  const asked = new AskedTls(tap, options);
  const how = await Promise.race([ended, asked.refused]);
  // What was decrypted last is told in the turn after.
  await new Promise((resolve) => setImmediate(resolve));
  socket.destroy();
  return { ...asked.view(how), raw: tap.raw };
}

const connectTo = ({ address, port }: Address) => ({ host: address, port });

async function endOf(socket: Socket): Promise<Ending> {
  return new Promise((resolve) => {
    socket.once("end", () => {
      // An RST that comes with the last bytes looks like an end; a write of no bytes asks.
      socket.write(Buffer.alloc(0), (error) => {
        resolve(error ? "rst" : "fin");
      });
    });
    socket.on("error", () => {
      resolve("rst");
    });
  });
}

/** Lets TLS read and write a socket, keeps what comes, and does not tell TLS of the FIN. */
class Tap extends Duplex {
  readonly #socket: Socket;
  raw = "";

  constructor(socket: Socket) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    socket.on("data", (data: Buffer) => {
      this.raw += data.toString("latin1");
      this.push(data);
    });
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(data: Buffer, _encoding: string, done: () => void): void {
    this.#socket.write(data, () => {
      done();
    });
  }
}

class AskedTls {
  readonly #options: AskTlsOptions;
  readonly #secure: TLSSocket;
  readonly #started = process.hrtime.bigint();
  #established_at: bigint | undefined;
  #bytes = "";
  #arrivals: { end_bytes: number; at: bigint }[] = [];
  #close_notify = false;
  #error: string | undefined;
  /** Resolves when OpenSSL refuses what came: nothing more is read then. */
  readonly refused: Promise<Ending>;

  constructor(tap: Tap, options: AskTlsOptions) {
    this.#options = options;
    const secure = connectTls({
      socket: tap,
      ca: options.authority,
      rejectUnauthorized: false,
      // What a distribution's OpenSSL asks for: 112 bits of security.
      ciphers: "DEFAULT@SECLEVEL=2",
      host: certifiedName,
      ...(options.sni ? { servername: certifiedName } : {}),
    });
    this.#secure = secure;
    secure.once("secureConnect", () => {
      this.#established_at = process.hrtime.bigint();
      secure.write(
        `${options.method} / HTTP/1.1\r\nhost: ${certifiedName}\r\nconnection: close\r\n\r\n`,
      );
    });
    secure.on("data", (data: Buffer) => {
      this.#bytes += data.toString("latin1");
      this.#arrivals.push({ end_bytes: this.#bytes.length, at: process.hrtime.bigint() });
    });
    secure.once("end", () => (this.#close_notify = true));
    this.refused = new Promise((resolve) => {
      secure.on("error", (error: Error) => {
        this.#error = error.message;
        resolve("fin");
      });
    });
  }

  view(ended: Ending): Omit<TlsView, "raw" | "early_bytes"> {
    const { method } = this.#options;
    const established = this.#established_at !== undefined;
    const since = this.#established_at ?? this.#started;
    const ms = (at: bigint) => Number(at - since) / 1e6;
    const request = { method, upgrade: false, total_bytes: 1, sent_bytes: 1 };
    return {
      established,
      handshake_ms: Number(since - this.#started) / 1e6,
      ...(established ? this.#certificate() : {}),
      ...(this.#error === undefined ? {} : { error: this.#error }),
      close_notify: this.#close_notify,
      inside: {
        connect: "ok",
        bytes: this.#bytes,
        arrivals: this.#arrivals.map(({ end_bytes, at }) => ({ end_bytes, at_ms: ms(at) })),
        ended,
        deadline_ms: 0,
        request,
      },
    };
  }

  #certificate(): Pick<TlsView, "untrusted" | "certificate"> {
    const { authorized, authorizationError } = this.#secure;
    const shown = this.#secure.getPeerCertificate(true);
    let intermediates = 0;
    for (let each = shown; each.issuerCertificate && each.issuerCertificate !== each;) {
      each = each.issuerCertificate;
      if (each.issuer.CN !== each.subject.CN) intermediates += 1;
    }
    return {
      ...(authorized ? {} : { untrusted: String(authorizationError) }),
      certificate: { issuer: shown.issuer.CN, bits: shown.bits ?? 0, intermediates },
    };
  }
}
