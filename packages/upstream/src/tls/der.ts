/** Writers of the parts of a certificate (X.690, DER): each gives a whole value with its tag. */

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  objectId: 0x06,
  text: 0x0c,
  time: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;

/** A value of any tag. */
export function tagged(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body]);
}

function lengthOf(bytes: number): number[] {
  if (bytes < 0x80) return [bytes];
  const long = bytesOf(bytes);
  return [0x80 | long.length, ...long];
}

function bytesOf(value: number): number[] {
  return value < 0x100 ? [value] : [...bytesOf(Math.floor(value / 0x100)), value % 0x100];
}

export const sequence = (...content: readonly Uint8Array[]) => tagged(tags.sequence, ...content);
export const set = (...content: readonly Uint8Array[]) => tagged(tags.set, ...content);
export const octets = (content: Uint8Array) => tagged(tags.octets, content);
export const text = (value: string) => tagged(tags.text, Buffer.from(value));
export const yes = tagged(tags.boolean, Buffer.from([0xff]));

/** A whole number of bytes as bits. */
export const bits = (content: Uint8Array) => tagged(tags.bits, Buffer.from([0]), content);

/** A number that is not negative. */
export function integer(value: number): Buffer {
  const bytes = bytesOf(value);
  const sign = (bytes[0] ?? 0) >= 0x80 ? [0] : [];
  return tagged(tags.integer, Buffer.from([...sign, ...bytes]));
}

/** `1.2.840.10045.4.3.2`, say. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tagged(tags.objectId, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const low = value % 0x80;
  return value < 0x80
    ? [low]
    : [...base128(Math.floor(value / 0x80)).map((each) => each | 0x80), low];
}

/** A moment to the second, of a year before 2050. */
export function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/\D/g, "").slice(2, 14);
  return tagged(tags.time, Buffer.from(`${digits}Z`));
}

/** As PEM, in lines of 64 characters. */
export function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
