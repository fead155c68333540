import type { Protocol } from "@gatecrash/core";
import { own, type Block } from "./block.ts";
import type { Directive } from "../syntax/directive.ts";

/** The modules that pass requests on; each has its own set of directives with its own prefix. */
export const families = ["proxy", "fastcgi", "uwsgi", "scgi", "grpc", "memcached"] as const;

export type Family = (typeof families)[number];

/** A directive that passes requests on. */
export interface Pass {
  family: Family;
  directive: Directive;
  /** Whose settings are in force: the block itself, also where the pass is one of its parent. */
  block: Block;
}

export function passIn(block: Block): Pass | undefined {
  for (const family of families) {
    const [directive] = own(block, `${family}_pass`);
    if (directive?.args[0] !== undefined) return { family, directive, block };
  }
  return undefined;
}

export const protocolOf: Record<Family, Protocol> = {
  proxy: "http",
  fastcgi: "fastcgi",
  uwsgi: "uwsgi",
  scgi: "scgi",
  grpc: "grpc",
  memcached: "memcached",
};
