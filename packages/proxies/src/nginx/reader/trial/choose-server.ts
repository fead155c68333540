import { rankOf } from "../model/server-name.ts";
import type { FrontModel, Server } from "../model/site.ts";
import type { Captures, Pattern } from "../regex/pattern.ts";

export interface Chosen {
  server: Server;
  /** Of a name that is a regular expression. */
  match?: { pattern: Pattern; captures: Captures };
}

/** The server that answers for a host: exact name, longest wildcard, first expression, default. */
export function chooseServer(
  front: FrontModel,
  host: string,
  work: () => void,
): Chosen | undefined {
  const name = host.toLowerCase().replace(/\.$/, "");
  let best: { server: Server; rank: number } | undefined;
  for (const server of front.servers) {
    work();
    for (const each of server.names) {
      const rank = rankOf(each, name);
      if (rank !== undefined && (best === undefined || rank < best.rank)) best = { server, rank };
    }
  }
  if (best !== undefined) return { server: best.server };
  for (const server of front.servers) {
    for (const each of server.names) {
      if (each.kind !== "regex" || name === "") continue;
      work();
      const captures = each.pattern.match(name);
      if (typeof captures === "object")
        return { server, match: { pattern: each.pattern, captures } };
    }
  }
  const server = front.default ?? front.servers[0];
  return server === undefined ? undefined : { server };
}
