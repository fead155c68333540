import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { certificates } from "@gatecrash/core";
import type { CertificateName, TrialSetup } from "@gatecrash/core";
import { openAuthority } from "@gatecrash/upstream";

/** Also a fault that does its own handshake where the proxy wants none. */
export function speaksTls({ topology, below_tls }: TrialSetup): boolean {
  return topology.tls !== undefined || below_tls;
}

/**
 * Makes the authority and all it signs before a trial starts, because that holds the agent up, and
 * leaves its certificate where the proxy can read it.
 */
export async function writeAuthority(folder: string) {
  const authority = await openAuthority();
  const names = Object.keys(certificates) as CertificateName[];
  await Promise.all(names.map((name) => authority.identity(name)));
  const authority_file = join(folder, "authority.pem");
  await writeFile(authority_file, authority.certificate, { mode: 0o644 });
  return { authority_file };
}
