import { createCipheriv, createHmac } from "node:crypto";
import { contentTypes, recordHeadBytes } from "@gatecrash/core";

/** Ciphers of TLS 1.3 that are written by hand here, by their names in the RFC. */
const ciphers = {
  TLS_AES_128_GCM_SHA256: { name: "aes-128-gcm", key_bytes: 16, hash: "sha256" },
  TLS_AES_256_GCM_SHA384: { name: "aes-256-gcm", key_bytes: 32, hash: "sha384" },
} as const;

const iv_bytes = 12;
const tag_bytes = 16;

/**
 * One encrypted record of TLS 1.3 (RFC 8446, section 5.2): for what no library sends when it is
 * told to, such as an alert. Undefined for a cipher that is not known here.
 * @param secret the sender's traffic secret, as a key log names it
 * @param sequence how many records were sent under this secret before
 */
export function sealedRecord(
  secret: Buffer,
  cipher: string,
  sequence: number,
  type: number,
  content: Buffer,
): Buffer | undefined {
  const known = ciphers[cipher as keyof typeof ciphers] as
    (typeof ciphers)[keyof typeof ciphers] | undefined;
  if (!known) return undefined;
  const key = expand(secret, known.hash, "key", known.key_bytes);
  const nonce = expand(secret, known.hash, "iv", iv_bytes);
  const counter = Buffer.alloc(iv_bytes);
  counter.writeUInt32BE(sequence, iv_bytes - 4);
  for (const [index, value] of counter.entries()) nonce[index] = (nonce[index] ?? 0) ^ value;
  const plain = Buffer.concat([content, Buffer.from([type])]);
  const head = Buffer.from([contentTypes.data, 3, 3, 0, 0]);
  head.writeUInt16BE(plain.length + tag_bytes, recordHeadBytes - 2);
  const sealing = createCipheriv(known.name, key, nonce);
  sealing.setAAD(head);
  return Buffer.concat([head, sealing.update(plain), sealing.final(), sealing.getAuthTag()]);
}

/** HKDF-Expand-Label with no context (section 7.1), for lengths up to that of the hash. */
function expand(secret: Buffer, hash: string, label: string, bytes: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.from([0, bytes, name.length]), name, Buffer.from([0, 1])]);
  return createHmac(hash, secret).update(info).digest().subarray(0, bytes);
}
