import { Duplex } from "node:stream";
import type { Socket } from "node:net";
import type { Flight } from "./flight.ts";
import { SealedCount } from "./sealed-count.ts";

/**
 * What TLS has in place of the raw socket. The socket stays ours: it is not destroyed with TLS, it
 * can be reset, and what TLS sends can be stopped in the middle.
 */
export class Wire extends Duplex {
  readonly #raw: Socket;
  readonly #flight: Flight | undefined;
  readonly #records = new SealedCount();
  #attached = true;
  /** Bytes of TLS that were sent. */
  sent_bytes = 0;
  /** Called once all that may go out is in the kernel's hands. */
  onStopped: () => void = () => undefined;

  constructor(raw: Socket, flight?: Flight) {
    super({ allowHalfOpen: true, emitClose: true, autoDestroy: false });
    this.#raw = raw;
    this.#flight = flight;
    raw.on("data", this.#onData);
    raw.on("end", this.#onEnd);
    raw.on("close", this.#onClose);
    raw.resume();
  }

  readonly #onData = (data: Buffer) => {
    this.#records.answered();
    if (!this.push(data)) this.#raw.pause();
  };
  readonly #onEnd = () => {
    this.push(null);
  };
  readonly #onClose = () => {
    this.destroy();
  };

  /** How many records were sent under the keys that come with the handshake's end (TLS 1.3). */
  get sealed_records(): number {
    return this.#records.sealed;
  }

  /** From here on the raw socket has nothing to do with this. */
  detach(): void {
    if (!this.#attached) return;
    this.#attached = false;
    this.#raw.off("data", this.#onData);
    this.#raw.off("end", this.#onEnd);
    this.#raw.off("close", this.#onClose);
  }

  override _read(): void {
    if (this.#attached) this.#raw.resume();
  }

  override _write(data: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const allowed = this.#flight?.allow(data) ?? data.length;
    if (!this.#attached || this.#raw.destroyed) {
      done();
      return;
    }
    this.sent_bytes += allowed;
    this.#records.add(data);
    if (allowed === data.length) {
      this.#raw.write(data, () => {
        // An error of the socket is known from the socket itself.
        done();
      });
      return;
    }
    this.detach();
    this.#raw.write(data.subarray(0, allowed), () => {
      this.onStopped();
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    if (!this.#attached || this.#raw.destroyed) done();
    else this.#raw.end(done);
  }

  override _destroy(_error: Error | null, done: (error?: Error | null) => void): void {
    this.detach();
    done(null);
  }
}
