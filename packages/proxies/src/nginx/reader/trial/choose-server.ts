import { rankOf, type ServerName } from "../model/server-name.ts";
import type { FrontModel, Server } from "../model/site.ts";
import type { Captures, Pattern } from "../regex/pattern.ts";

export interface Chosen {
  server: Server;
  /** Of a name that is a regular expression. */
  match?: { pattern: Pattern; captures: Captures };
}

interface Index {
  exact: Map<string, Server>;
  wildcards: { name: ServerName; server: Server }[];
  patterns: { pattern: Pattern; server: Server }[];
}

const indexes = new WeakMap<FrontModel, Index>();

/** The server that answers for a host: exact name, longest wildcard, first expression, default. */
export function chooseServer(
  front: FrontModel,
  host: string,
  work: () => void,
): Chosen | undefined {
  const name = host.toLowerCase().replace(/\.$/, "");
  const index = indexOf(front);
  const exact = index.exact.get(name);
  if (exact !== undefined) return { server: exact };
  let best: { server: Server; rank: number } | undefined;
  for (const each of index.wildcards) {
    work();
    const rank = rankOf(each.name, name);
    if (rank === undefined || (best !== undefined && rank >= best.rank)) continue;
    best = { server: each.server, rank };
  }
  if (best !== undefined) return { server: best.server };
  for (const { pattern, server } of name === "" ? [] : index.patterns) {
    work();
    const captures = pattern.match(name);
    if (typeof captures === "object") return { server, match: { pattern, captures } };
  }
  const server = front.default ?? front.servers[0];
  return server === undefined ? undefined : { server };
}

function indexOf(front: FrontModel): Index {
  const known = indexes.get(front);
  if (known !== undefined) return known;
  const index: Index = { exact: new Map(), wildcards: [], patterns: [] };
  for (const server of front.servers) {
    for (const name of server.names) {
      if (name.kind === "regex") index.patterns.push({ pattern: name.pattern, server });
      else if (name.kind !== "exact") index.wildcards.push({ name, server });
      else if (!index.exact.has(name.name)) index.exact.set(name.name, server);
    }
  }
  indexes.set(front, index);
  return index;
}
