import { ownerOf } from "@gatecrash/core";

/** Addresses for names: of the range that is set aside for tests of devices (RFC 2544). */
const prefix = "198.18";

/** Where the lane's own DNS listens besides, for programs that read resolv.conf. */
const dns_address = `${prefix}.255.53`;

/** Gives each name an address, and knows which addresses must be claimed. */
export class AddressBook {
  readonly dns = { address: dns_address, port: 53 };
  readonly #names = new Map<string, string>();

  constructor(names: readonly string[]) {
    for (const name of names) this.addressOf(name);
  }

  /**
   * The address of a host: itself if it is one, else the one that its name was given. A service is
   * where its name is.
   */
  addressOf(host: string): string {
    const bare = host.replace(/^\[(.*)\]$/, "$1");
    if (bare === "localhost") return "127.0.0.1";
    if (isAddress(bare)) return bare;
    const name = ownerOf(bare.toLowerCase());
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const number = this.#names.size + 1;
    const address = `${prefix}.${number >> 8}.${number & 255}`;
    this.#names.set(name, address);
    return address;
  }

  hosts(): { address: string; name: string }[] {
    return [...this.#names].map(([name, address]) => ({ address, name }));
  }

  zone(): Record<string, string[]> {
    return Object.fromEntries([...this.#names].map(([name, address]) => [name, [address]]));
  }

  /** Addresses that are not there by themselves: neither paths, nor loopback, nor "all". */
  claims(addresses: readonly string[]): string[] {
    const all = [...addresses, ...this.#names.values(), dns_address]
      .map((address) => address.replace(/^\[(.*)\]$/, "$1"))
      .filter((address) => isAddress(address) && !isLocal(address));
    return [...new Set(all)].sort();
  }
}

function isAddress(host: string): boolean {
  if (host.includes(":")) return /^[0-9a-fA-F:.]+$/.test(host);
  const parts = host.split(".");
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
}

function isLocal(address: string): boolean {
  return /^(?:127\.|0\.0\.0\.0$|::1?$)/.test(address);
}
