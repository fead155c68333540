import type { Directive } from "../syntax/directive.ts";
import { blockOf, own, type Block } from "../model/block.ts";
import { passIn, type Pass } from "../model/families.ts";
import { everyLocation, type Location } from "../model/location.ts";
import type { Server } from "../model/site.ts";

/** A pass as it stands in the configuration, whether anything comes to it or not. */
export interface WrittenPass {
  pass: Pass;
  server: Server;
  location: Location;
}

export function* everyPass(server: Server): Generator<WrittenPass> {
  for (const location of everyLocation(server.root)) {
    for (const block of blocksOf(location)) {
      const pass = passIn(block);
      if (pass !== undefined) yield { pass, server, location };
    }
  }
}

function blocksOf({ block }: Location): Block[] {
  const inner: Directive[] = [...own(block, "if"), ...own(block, "limit_except")];
  return [block, ...inner.map((directive) => blockOf(directive, block))];
}
