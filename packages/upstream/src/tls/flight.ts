import { contentTypes, recordHeadBytes } from "@gatecrash/core";
import type { HandshakeStop } from "@gatecrash/core";

/**
 * Counts the records that a server sends in a handshake and says where it has to stop. OpenSSL puts
 * each message into a record of its own: in TLS 1.2 ServerHello, Certificate … and, after a
 * ChangeCipherSpec, Finished; in 1.3 all but ServerHello as encrypted data, Finished as the last.
 */
export class Flight {
  readonly #stop: HandshakeStop;
  /** Bytes of the current record that are still to come. */
  #left = 0;
  #handshakes = 0;
  #encrypted = 0;

  constructor(stop: HandshakeStop) {
    this.#stop = stop;
  }

  /** How many of these bytes may go out; fewer than there are: stop here. */
  allow(bytes: Buffer): number {
    let at = 0;
    while (at < bytes.length) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, bytes.length - at);
        this.#left -= taken;
        at += taken;
        continue;
      }
      const stop = this.#beginRecord(bytes, at);
      if (stop !== undefined) return stop;
    }
    return at;
  }

  /** Where to stop in the record that begins here, if in it. */
  #beginRecord(bytes: Buffer, at: number): number | undefined {
    const type = bytes[at];
    const whole = recordHeadBytes + bytes.readUInt16BE(at + 3);
    if (type === contentTypes.handshake) this.#handshakes += 1;
    if (type === contentTypes.data) this.#encrypted += 1;
    this.#left = whole;
    const second = this.#handshakes === 2 && this.#encrypted === 0;
    switch (this.#stop) {
      case "server-hello":
        return this.#handshakes + this.#encrypted > 1 || type === contentTypes.changeCipherSpec
          ? at
          : undefined;
      case "half-certificate":
        // Encrypted, it comes after the extensions.
        return second || this.#encrypted === 2 ? at + Math.floor(whole / 2) : undefined;
      case "before-finished": {
        // With one handshake record in the clear it is TLS 1.3, whose ChangeCipherSpec means nothing.
        const older = this.#handshakes > 1 && type === contentTypes.changeCipherSpec;
        return older || this.#encrypted === 4 ? at : undefined;
      }
    }
  }
}
