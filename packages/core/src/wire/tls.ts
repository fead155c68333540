/** Builds and reads the clear parts of TLS (RFC 8446). Bytes are latin1 text, one character each. */

/** Alerts by name (RFC 8446, section 6; RFC 7301; RFC 6066). */
export const alerts = {
  "close-notify": 0,
  "unexpected-message": 10,
  "handshake-failure": 40,
  "bad-certificate": 42,
  "illegal-parameter": 47,
  "unknown-authority": 48,
  "access-denied": 49,
  "decode-error": 50,
  "protocol-version": 70,
  "insufficient-security": 71,
  "internal-error": 80,
  "user-canceled": 90,
  "unrecognized-name": 112,
  "certificate-required": 116,
  "no-application-protocol": 120,
} as const;

export type AlertName = keyof typeof alerts;

export const contentTypes = { changeCipherSpec: 20, alert: 21, handshake: 22, data: 23 } as const;

/** Size of what stands before the content of a record: type, version, length. */
export const recordHeadBytes = 5;

/** A record; `length` may lie about the content. */
export function tlsRecord(
  type: number,
  content: string,
  { version = 0x0303, length = content.length } = {},
): string {
  return byte(type) + uint16(version) + uint16(length) + content;
}

/** An alert in the clear, as it is before there are keys. */
export function alertRecord(name: AlertName): string {
  return tlsRecord(contentTypes.alert, alertContent(name));
}

/** What an alert says: its level and its number. */
export function alertContent(name: AlertName): string {
  // Closing and giving up are warnings; all else is fatal.
  const warning = name === "close-notify" || name === "user-canceled";
  return byte(warning ? 1 : 2) + byte(alerts[name]);
}

/** What a client asks for before anything is encrypted. */
export interface ClientHello {
  /** Bytes of the record that holds it. */
  bytes: number;
  /** The host it wants (SNI), if it says. */
  server_name?: string;
  /** Protocols it offers (ALPN). */
  alpn: string[];
  /** Versions it offers, as numbers: 0x0303 is TLS 1.2. */
  versions: number[];
}

/**
 * Reads a ClientHello that lies in one record, as those of all proxies here do. `more`: it is not
 * whole yet; undefined: these bytes are none.
 */
export function parseClientHello(text: string): ClientHello | "more" | undefined {
  const head = new Reader(text);
  if (text.length > 0 && head.uint(1) !== contentTypes.handshake) return undefined;
  if (text.length < recordHeadBytes) return "more";
  head.skip(2);
  const length = head.uint(2);
  if (text.length < recordHeadBytes + length) return "more";
  const hello = new Reader(text.slice(recordHeadBytes, recordHeadBytes + length));
  if (hello.uint(1) !== 1) return undefined;
  hello.skip(3);
  const version = hello.uint(2);
  hello.skip(32);
  hello.vector(1);
  hello.vector(2);
  hello.vector(1);
  const found: ClientHello = { bytes: recordHeadBytes + length, alpn: [], versions: [version] };
  readExtensions(new Reader(hello.vector(2)), found);
  return found;
}

function readExtensions(extensions: Reader, found: ClientHello): void {
  while (extensions.left > 0) {
    const type = extensions.uint(2);
    const content = new Reader(extensions.vector(2));
    if (type === 0) {
      const names = new Reader(content.vector(2));
      if (names.uint(1) === 0) found.server_name = names.vector(2);
    } else if (type === 16) {
      const list = new Reader(content.vector(2));
      while (list.left > 0) found.alpn.push(list.vector(1));
    } else if (type === 43) {
      const list = new Reader(content.vector(1));
      found.versions = [];
      while (list.left > 0) found.versions.push(list.uint(2));
    }
  }
}

/** Takes numbers and vectors from the start; past the end there are zeros and nothing. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get left(): number {
    return this.#text.length - this.#at;
  }

  skip(bytes: number): void {
    this.#at = Math.min(this.#text.length, this.#at + bytes);
  }

  uint(bytes: number): number {
    let value = 0;
    for (const each of this.#take(bytes)) value = value * 256 + each.charCodeAt(0);
    return value;
  }

  /** Bytes with their length before them. */
  vector(length_bytes: number): string {
    return this.#take(this.uint(length_bytes));
  }

  #take(bytes: number): string {
    const taken = this.#text.slice(this.#at, this.#at + bytes);
    this.skip(bytes);
    return taken;
  }
}

function byte(value: number): string {
  return String.fromCharCode(value & 0xff);
}

function uint16(value: number): string {
  return byte(value >> 8) + byte(value);
}
