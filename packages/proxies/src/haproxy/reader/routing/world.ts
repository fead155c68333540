import type { Patterns } from "./patterns.ts";
import type { Sample } from "./sample.ts";

/** A request that may be sent, as the client writes it. */
export interface Draft {
  method: string;
  /** Without a port. */
  host: string;
  /** With its query. */
  path: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** The address the client comes from. */
  source: string;
  /** On a front that passes bytes on: the client begins with a TLS hello that names the host. */
  hello: boolean;
}

/** The address that clients have where no rule asks for another. */
export const usualSource = "127.0.0.1";

export const plainDraft: Draft = {
  method: "GET",
  host: "gatecrash.test",
  path: "/",
  headers: {},
  source: usualSource,
  hello: false,
};

/** The front that a request comes in by. */
export interface Entrance {
  name: string;
  tls: boolean;
  mode: "http" | "tcp";
  host: string;
  port: number;
}

/** What expressions may ask for besides the request. */
export interface World {
  /** The servers of a backend that are in use. */
  serversOf(backend: string): number | undefined;
  /** Pattern and map files; undefined if there is no such file. */
  file(path: string): string | undefined;
  maps: Map<string, Patterns | undefined>;
  environment: ReadonlyMap<string, string>;
  /** Counts down with each comparison, so that no configuration can take for ever. */
  work: { left: number };
}

/** A request on its way through the rules, which may change it. */
export interface Passage {
  draft: Draft;
  entrance: Entrance;
  world: World;
  variables: Map<string, Sample>;
  /** Parts that a rule changed to what cannot be foreseen, with the reason. */
  spoilt: Map<string, string>;
  /** Samples that were taken since the last change, by the text of their expression. */
  taken: Map<string, Sample>;
}

export function startPassage(draft: Draft, entrance: Entrance, world: World): Passage {
  return { draft, entrance, world, variables: new Map(), spoilt: new Map(), taken: new Map() };
}
