import type { RouteSettings } from "@gatecrash/core";
import { inForce, oneInForce, type Block } from "../model/block.ts";
import { placeOf } from "../syntax/place.ts";
import { milliseconds } from "../syntax/units.ts";

/** `proxy_cache_valid 10m` without statuses. */
const usual = [200, 301, 302];

/** The cache that is in force; without `*_cache_valid` the upstream's headers alone decide. */
export function cacheOf(block: Block, family: string): RouteSettings["cache"] {
  const directive = `${family}_cache`;
  const found = oneInForce(block, directive);
  if (found === undefined || found.args[0] === "off") return undefined;
  const statuses = new Set<number>();
  let seconds: number | undefined;
  for (const { args } of inForce(block, `${family}_cache_valid`)) {
    const codes = args.slice(0, -1);
    const all =
      codes.length === 0 ? usual : codes.map((code) => (code === "any" ? 0 : Number(code)));
    const time = (milliseconds(args[args.length - 1] ?? "") ?? 0) / 1000;
    if (all.includes(200) || seconds === undefined) seconds = time;
    for (const status of all) statuses.add(status);
  }
  const stale = oneInForce(block, `${family}_cache_use_stale`)?.args ?? [];
  const stale_on_error = stale.some((word) => word === "error" || word === "timeout");
  const value = { statuses: [...statuses], seconds: seconds ?? 0, stale_on_error };
  return { value, directive, at: placeOf(found) };
}
