import { webcrypto } from "node:crypto";
import { isIP } from "node:net";
import { certifiedName } from "@gatecrash/core";
import type { CertificateName } from "@gatecrash/core";

/** A private key and the certificates that are shown with it, as PEM. The key is never written down. */
export interface Identity {
  key: string;
  chain: string;
}

/** Signs certificates for the lifetime of this process. */
export interface Authority {
  /** The root's certificate, as PEM: what a proxy is given to trust. */
  certificate: string;
  identity(name: CertificateName): Promise<Identity>;
}

interface Issued {
  subject: string;
  keys: CryptoKeyPair;
  pem: string;
}

interface Wanted {
  subject: string;
  /** The signer; none: itself. */
  by?: Issued;
  authority?: boolean;
  host?: string | readonly string[];
  /** Days from now. */
  days?: readonly [from: number, to: number];
  weak_key?: boolean;
  hash?: "SHA-1";
}

type CryptoKeyPair = webcrypto.CryptoKeyPair;

const curve = { name: "ECDSA", namedCurve: "P-256" };
/** 80 bits of security, where 112 are asked for. */
const weakRsa = {
  name: "RSASSA-PKCS1-v1_5",
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 1_024,
  hash: "SHA-256",
};

let opening: Promise<Authority> | undefined;

/** The authority of this process, made when it is first asked for: it takes a third of a second. */
export async function openAuthority(): Promise<Authority> {
  opening ??= makeAuthority();
  return opening;
}

/** An authority and a good identity for these hosts, for a world whose proxy trusts nobody else. */
export async function issueFor(
  hosts: readonly string[],
): Promise<{ authority: string; identity: Identity }> {
  const issue = await openIssuer();
  const root = await issue({ subject: "CN=Gatecrash root", authority: true });
  const leaf = await issue({ subject: `CN=${hosts[0] ?? certifiedName}`, host: hosts, by: root });
  return { authority: root.pem, identity: await shown(leaf, []) };
}

/** Shows this where a good certificate is asked for; the flawed ones are of an authority of its own. */
export function useGoodIdentity(identity: Identity): void {
  const own = makeAuthority();
  opening = own.then((authority) => ({
    ...authority,
    identity: (name) => (name === "good" ? Promise.resolve(identity) : authority.identity(name)),
  }));
}

/** In a process of its own: shows this in place of what its own authority would sign. */
export function useIdentity(identity: Identity): void {
  opening = Promise.resolve({ certificate: "", identity: () => Promise.resolve(identity) });
}

async function makeAuthority(): Promise<Authority> {
  const issue = await openIssuer();
  const root = await issue({ subject: "CN=Gatecrash root", authority: true });
  const intermediate = await issue({ subject: "CN=Gatecrash", by: root, authority: true });
  const made = new Map<CertificateName, Promise<Identity>>();
  return {
    certificate: root.pem,
    identity: async (name) => {
      const found = made.get(name) ?? makeIdentity(name, issue, root, intermediate);
      made.set(name, found);
      return found;
    },
  };
}

type Issue = (wanted: Wanted) => Promise<Issued>;

async function makeIdentity(
  name: CertificateName,
  issue: Issue,
  root: Issued,
  intermediate: Issued,
): Promise<Identity> {
  const host = name === "wrong-name" ? "other.test" : certifiedName;
  const leaf = { subject: `CN=${host}`, host, by: intermediate };
  const under = [intermediate];
  switch (name) {
    case "good":
    case "wrong-name":
      return shown(await issue(leaf), under);
    case "expired":
      return shown(await issue({ ...leaf, days: [-30, -1] }), under);
    case "not-yet-valid":
      return shown(await issue({ ...leaf, days: [1, 30] }), under);
    case "self-signed":
      return shown(await issue({ subject: leaf.subject, host }), []);
    case "no-intermediate":
      return shown(await issue(leaf), []);
    case "weak-key":
      return shown(await issue({ ...leaf, weak_key: true }), under);
    case "unknown-authority": {
      const by = await issue({ subject: "CN=Another root", authority: true });
      return shown(await issue({ ...leaf, by }), []);
    }
    case "long-chain": {
      const by = await issue({ subject: "CN=Gatecrash 2", by: intermediate, authority: true });
      return shown(await issue({ ...leaf, by }), [by, intermediate]);
    }
    case "weak-signature":
      return shown(await issue({ ...leaf, hash: "SHA-1" }), under);
  }
}

async function shown(leaf: Issued, chain: readonly Issued[]): Promise<Identity> {
  const key = await webcrypto.subtle.exportKey("pkcs8", leaf.keys.privateKey);
  const lines =
    Buffer.from(key)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return {
    key: ["-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----", ""].join("\n"),
    chain: [leaf, ...chain].map(({ pem }) => pem).join("\n"),
  };
}

const day_ms = 86_400_000;

async function openIssuer(): Promise<Issue> {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
  let issued = 0;
  return async ({
    subject,
    by,
    authority = false,
    host,
    days = [-1, 30],
    weak_key,
    hash = "SHA-256",
  }) => {
    issued += 1;
    const keys = await newKeys(weak_key ?? false);
    const signer = by?.keys.privateKey ?? keys.privateKey;
    // A verifier compares with its own clock, so these times cannot come from the seed.
    const [from, to] = days.map((each) => new Date(Date.now() + each * day_ms));
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: issued.toString(16).padStart(2, "0"),
      subject,
      issuer: by?.subject ?? subject,
      ...(from ? { notBefore: from } : {}),
      ...(to ? { notAfter: to } : {}),
      publicKey: keys.publicKey,
      signingKey: signer,
      signingAlgorithm: { name: signer.algorithm.name, hash },
      extensions: [
        new x509.BasicConstraintsExtension(authority, undefined, true),
        ...(host === undefined
          ? []
          : [new x509.SubjectAlternativeNameExtension([host].flat().flatMap(alternativeNames))]),
      ],
    });
    return { subject, keys, pem: certificate.toString("pem") };
  };
}

/** nginx looks for an address among the names, too (1.22.1, X509_check_host). */
function alternativeNames(value: string): { type: "dns" | "ip"; value: string }[] {
  const name = { type: "dns" as const, value };
  return isIP(value) === 0 ? [name] : [name, { type: "ip", value }];
}

async function newKeys(weak: boolean): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(weak ? weakRsa : curve, true, ["sign", "verify"]);
}
