import { messageOf, Problem } from "@gatecrash/core";
import type { Address } from "@gatecrash/core";

/** `http://` and the address as it stands in a URL. */
export function urlOf({ address, port }: Address): string {
  return `http://${address.includes(":") ? `[${address}]` : address}:${port}`;
}

/** True if only this machine can reach a listener on it. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** What goes wrong when an address is listened on, as a problem of whoever chose it. */
export function listenProblem(error: unknown, { address, port }: Address, option: string): Problem {
  const { code } = error as NodeJS.ErrnoException;
  const place = `${address}:${port}`;
  if (code === "EADDRINUSE") {
    return new Problem(
      "port-in-use",
      `${place} is taken: another program listens there`,
      `Choose another with ${option} <n> (0: any that is free); \`ss -ltnp 'sport = :${port}'\` shows who has it.`,
    );
  }
  const why =
    code === "EADDRNOTAVAIL"
      ? "this machine has no such address"
      : code === "EACCES"
        ? "it is not allowed to listen there"
        : messageOf(error);
  return new Problem("usage-invalid", `${place} cannot be listened on: ${why}`);
}
