import { certifiedName } from "@gatecrash/core";
import type { CertificateName } from "@gatecrash/core";
import type { Issued, Wanted } from "./certificate.ts";

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

let opening: Promise<Authority> | undefined;

/** The authority of this process, made when it is first asked for: it takes some milliseconds. */
export async function openAuthority(): Promise<Authority> {
  opening ??= makeAuthority();
  return opening;
}

/** An authority and a good identity for these hosts, for a world whose proxy trusts nobody else. */
export async function issueFor(
  hosts: readonly string[],
): Promise<{ authority: string; identity: Identity }> {
  const issue = await openIssuer();
  const root = await issue({ subject: "Gatecrash root", authority: true });
  const leaf = await issue({ subject: hosts[0] ?? certifiedName, host: hosts, by: root });
  return { authority: root.pem, identity: shown(leaf, []) };
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
  const root = await issue({ subject: "Gatecrash root", authority: true });
  const intermediate = await issue({ subject: "Gatecrash", by: root, authority: true });
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
  const leaf = { subject: host, host, by: intermediate };
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
      const by = await issue({ subject: "Another root", authority: true });
      return shown(await issue({ ...leaf, by }), []);
    }
    case "long-chain": {
      const by = await issue({ subject: "Gatecrash 2", by: intermediate, authority: true });
      return shown(await issue({ ...leaf, by }), [by, intermediate]);
    }
    case "weak-signature":
      return shown(await issue({ ...leaf, hash: "SHA-1" }), under);
  }
}

function shown(leaf: Issued, chain: readonly Issued[]): Identity {
  return {
    key: leaf.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    chain: [leaf, ...chain].map(({ pem }) => pem).join("\n"),
  };
}

/** Numbers what it issues. Loaded when it is needed: most upstreams never speak TLS. */
async function openIssuer(): Promise<Issue> {
  const { issueCertificate } = await import("./certificate.ts");
  let issued = 0;
  return async (wanted) => {
    issued += 1;
    return issueCertificate(wanted, issued);
  };
}
