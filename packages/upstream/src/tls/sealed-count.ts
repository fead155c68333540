import { contentTypes, recordHeadBytes } from "@gatecrash/core";

/**
 * Counts the encrypted records that a server of TLS 1.3 sends. Those before the client's answer
 * belong to the handshake and its keys; those after it to the connection.
 */
export class SealedCount {
  #head = Buffer.alloc(0);
  /** Bytes of the current record's content that are still to come. */
  #left = 0;
  #encrypted = 0;
  #of_handshake: number | undefined;

  /** The client has sent something. */
  answered(): void {
    if (this.#encrypted > 0) this.#of_handshake ??= this.#encrypted;
  }

  /** Bytes that the server has sent; records may be cut anywhere. */
  add(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, bytes.length - at);
        this.#left -= taken;
        at += taken;
        continue;
      }
      const missing = recordHeadBytes - this.#head.length;
      this.#head = Buffer.concat([this.#head, bytes.subarray(at, at + missing)]);
      at += missing;
      if (this.#head.length < recordHeadBytes) return;
      if (this.#head[0] === contentTypes.data) this.#encrypted += 1;
      this.#left = this.#head.readUInt16BE(recordHeadBytes - 2);
      this.#head = Buffer.alloc(0);
    }
  }

  get sealed(): number {
    return this.#encrypted - (this.#of_handshake ?? this.#encrypted);
  }
}
