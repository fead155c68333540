/** What a name leads to. */
export interface NameRecord {
  addresses: readonly string[];
  ttl_s: number;
  /** Of every service that it is asked for; none: it has no service. */
  port?: number;
}

/**
 * The names that a DNS server knows. A name that is not in it is looked up by the fallback, which
 * may know every name, or none: then the name does not exist.
 */
export class Zone {
  readonly #names = new Map<string, NameRecord>();
  readonly #fallback: (name: string) => NameRecord | undefined;

  constructor(fallback: (name: string) => NameRecord | undefined = () => undefined) {
    this.#fallback = fallback;
  }

  /** Names are not case-sensitive. */
  set(name: string, record: NameRecord): void {
    this.#names.set(name.toLowerCase(), record);
  }

  find(name: string): NameRecord | undefined {
    return this.#names.get(name.toLowerCase()) ?? this.#fallback(name.toLowerCase());
  }
}
