import { z } from "zod";
import type { Random } from "./random.ts";

/** When an injected fault is active. All conditions that are given must hold. */
export const whenSchema = z.strictObject({
  path: z.string().max(2_000).optional().describe("Exact path, or a prefix that ends with *."),
  method: z
    .string()
    .regex(/^[A-Z]{1,20}$/)
    .optional(),
  header: z
    .strictObject({ name: z.string().min(1).max(60), value: z.string().max(8_000).optional() })
    .optional()
    .describe("A request header that must be there, and its exact value if one is given."),
  nth: z.int().min(1).max(1_000_000).optional().describe("Only the nth that fits (from 1)."),
  every: z.int().min(1).max(1_000_000).optional().describe("Every so many that fit."),
  first: z.int().min(0).max(1_000_000).optional().describe("Only the first so many that fit."),
  probability: z.number().min(0).max(1).optional().describe("A seeded coin for each that fits."),
  for_ms: z.int().min(1).max(86_400_000).optional().describe("For so long from the first hit on."),
  count_max: z.int().min(1).max(1_000_000).optional().describe("At most so many times."),
});

export type When = z.infer<typeof whenSchema>;

/** What is known of a connection (nothing yet) or of a request. */
export interface Occasion {
  at_ms: number;
  request?: { method: string; path: string; headers: Record<string, string> };
}

/** True if a fault with this `when` can only be chosen once a request head was read. */
export function needsRequest(when: When): boolean {
  return when.path !== undefined || when.method !== undefined || when.header !== undefined;
}

/** Remembers what came before, so that "nth" and "first" have a meaning. */
export class Chooser {
  readonly #when: When;
  readonly #random: Random;
  #fitting = 0;
  #hits = 0;
  #first_hit_ms: number | undefined;

  constructor(when: When, random: Random) {
    this.#when = when;
    this.#random = random;
  }

  /** How often the fault was chosen. */
  get hits(): number {
    return this.#hits;
  }

  /** True if no later occasion can be chosen. */
  get spent(): boolean {
    const { count_max, nth, first } = this.#when;
    if (count_max !== undefined && this.#hits >= count_max) return true;
    if (nth !== undefined && this.#fitting >= nth) return true;
    return first !== undefined && this.#fitting >= first;
  }

  /** Decides for one connection or request, and remembers it. */
  choose(occasion: Occasion): boolean {
    const when = this.#when;
    if (!fitsRequest(when, occasion)) return false;
    this.#fitting += 1;
    const n = this.#fitting;
    if (when.nth !== undefined && n !== when.nth) return false;
    if (when.first !== undefined && n > when.first) return false;
    if (when.every !== undefined && n % when.every !== 0) return false;
    if (when.count_max !== undefined && this.#hits >= when.count_max) return false;
    if (when.for_ms !== undefined && this.#first_hit_ms !== undefined) {
      if (occasion.at_ms - this.#first_hit_ms > when.for_ms) return false;
    }
    if (when.probability !== undefined && !this.#random.chance(when.probability)) return false;
    this.#hits += 1;
    this.#first_hit_ms ??= occasion.at_ms;
    return true;
  }
}

function fitsRequest(when: When, { request }: Occasion): boolean {
  if (!needsRequest(when)) return true;
  if (!request) return false;
  if (when.method !== undefined && request.method !== when.method) return false;
  if (when.path !== undefined && !fitsPath(when.path, request.path)) return false;
  if (when.header === undefined) return true;
  const name = when.header.name.toLowerCase();
  const value = Object.hasOwn(request.headers, name) ? request.headers[name] : undefined;
  return value !== undefined && (when.header.value === undefined || value === when.header.value);
}

function fitsPath(pattern: string, path: string): boolean {
  const bare = path.split("?", 1)[0] ?? path;
  return pattern.endsWith("*") ? bare.startsWith(pattern.slice(0, -1)) : bare === pattern;
}
