import { generateKeyPair, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { isIP } from "node:net";
import { promisify } from "node:util";
import * as der from "./der.ts";

/** A certificate with its keys. */
export interface Issued {
  /** Its common name. */
  subject: string;
  publicKey: KeyObject;
  privateKey: KeyObject;
  pem: string;
}

export interface Wanted {
  /** The common name. */
  subject: string;
  /** The signer; none: itself. */
  by?: Issued;
  authority?: boolean;
  host?: string | readonly string[];
  /** Days from now. */
  days?: readonly [from: number, to: number];
  weak_key?: boolean;
  hash?: "SHA-1" | "SHA-256";
}

/** ecdsa-with-SHA1 and ecdsa-with-SHA256 (RFC 5758): every signer has a key on a curve. */
const signatures = {
  "SHA-1": { hash: "sha1", id: "1.2.840.10045.4.1" },
  "SHA-256": { hash: "sha256", id: "1.2.840.10045.4.3.2" },
} as const;

const day_ms = 86_400_000;
const version3 = 2;

/**
 * Issues a certificate (RFC 5280). Written by hand: a library for it takes an agent as long to load
 * as everything else together.
 */
export async function issueCertificate(wanted: Wanted, serial: number): Promise<Issued> {
  const { subject, by, days = [-1, 30], hash = "SHA-256" } = wanted;
  const { publicKey, privateKey } = await newKeys(wanted.weak_key ?? false);
  const signature = signatures[hash];
  const algorithm = der.sequence(der.objectId(signature.id));
  // A verifier compares with its own clock, so these times cannot come from the seed.
  const validity = days.map((each) => der.time(new Date(Date.now() + each * day_ms)));
  const content = der.sequence(
    der.tagged(0xa0, der.integer(version3)),
    der.integer(serial),
    algorithm,
    nameOf(by?.subject ?? subject),
    der.sequence(...validity),
    nameOf(subject),
    publicKey.export({ type: "spki", format: "der" }),
    der.tagged(0xa3, der.sequence(...extensionsOf(wanted))),
  );
  const signed = sign(signature.hash, content, by?.privateKey ?? privateKey);
  const certificate = der.sequence(content, algorithm, der.bits(signed));
  return { subject, publicKey, privateKey, pem: der.pem("CERTIFICATE", certificate) };
}

/** 80 bits of security, where 112 are asked for. */
const weakRsa = { modulusLength: 1_024 };
const curve = { namedCurve: "P-256" };

async function newKeys(weak: boolean) {
  const generate = promisify(generateKeyPair);
  return weak ? generate("rsa", weakRsa) : generate("ec", curve);
}

function nameOf(common: string): Buffer {
  return der.sequence(der.set(der.sequence(der.objectId("2.5.4.3"), der.text(common))));
}

function extensionsOf({ authority = false, host }: Wanted): Buffer[] {
  const constraints = der.sequence(...(authority ? [der.yes] : []));
  const critical = der.sequence(der.objectId("2.5.29.19"), der.yes, der.octets(constraints));
  if (host === undefined) return [critical];
  const names = der.sequence(...[host].flat().flatMap(alternativeNames));
  return [critical, der.sequence(der.objectId("2.5.29.17"), der.octets(names))];
}

/** nginx looks for an address among the names, too (1.22.1, X509_check_host). */
function alternativeNames(value: string): Buffer[] {
  const name = der.tagged(0x82, Buffer.from(value));
  return isIP(value) === 0 ? [name] : [name, der.tagged(0x87, addressBytes(value))];
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  // A URL writes it with hexadecimal groups alone, and leaves out zeros once.
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const before = groupsOf(head);
  const after = groupsOf(tail ?? "");
  const zeros = new Array<number>(8 - before.length - after.length).fill(0);
  return Buffer.from([...before, ...zeros, ...after].flatMap((each) => [each >> 8, each & 255]));
}

function groupsOf(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}
