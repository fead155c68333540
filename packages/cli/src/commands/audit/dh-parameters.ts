import { createDiffieHellmanGroup } from "node:crypto";

/**
 * A group that everybody knows (RFC 3526, 2048 bits) as PEM (PKCS #3: prime and generator): to find
 * one takes minutes.
 */
export function dhParameters(): string {
  const group = createDiffieHellmanGroup("modp14");
  const content = Buffer.concat([integer(group.getPrime()), integer(group.getGenerator())]);
  const base64 = sequence(content).toString("base64");
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ["-----BEGIN DH PARAMETERS-----", ...lines, "-----END DH PARAMETERS-----", ""].join("\n");
}

/** DER: a leading bit that is set would mean a negative number. */
function integer(bytes: Buffer): Buffer {
  const first = bytes[0] ?? 0;
  return tagged(0x02, first >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
}

const sequence = (content: Buffer) => tagged(0x30, content);

/** Lengths of up to 65,535 bytes, in the long form. */
function tagged(tag: number, content: Buffer): Buffer {
  const head = Buffer.from([tag, 0x82, content.length >> 8, content.length & 255]);
  const short = Buffer.from([tag, content.length]);
  return Buffer.concat([content.length < 128 ? short : head, content]);
}
