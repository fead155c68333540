import { z } from "zod";
import type { ToolShell } from "./tool-shell.ts";

interface Change {
  text: string;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Speaks to nftables. What comes while a command runs goes into the next one together: each
 * transaction waits until every core has seen it, which is far longer than its work.
 */
export class Nft {
  readonly #command: readonly string[];
  readonly #shell: ToolShell;
  #changes: Change[] = [];
  #changing = false;
  /** The counts that are asked for and not yet being read. */
  #reading: Promise<ReadonlyMap<string, number>> | undefined;

  constructor(command: readonly string[], shell: ToolShell) {
    this.#command = command;
    this.#shell = shell;
  }

  /** Makes a change, given as for `nft -f`. @throws Error with what nft said */
  async change(text: string): Promise<void> {
    const made = new Promise<void>((resolve, reject) => {
      this.#changes.push({ text, resolve, reject });
    });
    if (!this.#changing) void this.#makeAll();
    return made;
  }

  /** How many packets the counters of a table have counted. @throws Error */
  async counted(table: string): Promise<number> {
    this.#reading ??= this.#read();
    return (await this.#reading).get(table) ?? 0;
  }

  async #makeAll(): Promise<void> {
    this.#changing = true;
    while (this.#changes.length > 0) {
      // Those that are ready now may come together, too.
      await Promise.resolve();
      const changes = this.#changes.splice(0);
      try {
        await this.#make(changes.map(({ text }) => text).join(""));
        for (const { resolve } of changes) resolve();
      } catch {
        // One of them fails all: each by itself then, so that each gets its own answer.
        for (const { text, resolve, reject } of changes)
          await this.#make(text).then(resolve, reject);
      }
    }
    this.#changing = false;
  }

  async #make(text: string): Promise<void> {
    await this.#shell.run([...this.#command, "-f", "-"], text);
  }

  async #read(): Promise<ReadonlyMap<string, number>> {
    const command = [...this.#command, "-j", "list", "ruleset"];
    const listing = await this.#shell.run(command, "", () => {
      this.#reading = undefined;
    });
    return countsIn(listing);
  }
}

const listingSchema = z.object({
  nftables: z.array(
    z.object({
      rule: z
        .object({
          table: z.string(),
          expr: z.array(z.object({ counter: z.object({ packets: z.int() }).optional() })),
        })
        .optional(),
    }),
  ),
});

/** The packets that the counters of each table have counted, read from `nft -j list`. */
export function countsIn(listing: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of listingSchema.parse(JSON.parse(listing)).nftables) {
    if (!rule) continue;
    const packets = rule.expr.reduce((sum, { counter }) => sum + (counter?.packets ?? 0), 0);
    counts.set(rule.table, (counts.get(rule.table) ?? 0) + packets);
  }
  return counts;
}
