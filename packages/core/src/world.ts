import type { Address } from "./proxy.ts";
import type { Protocol } from "./topology.ts";

/**
 * The world around a user's own configuration: what a lane needs so that everything the proxy
 * reaches for is there, and is ours.
 */

/** A fake upstream at an address that the configuration names. */
export interface WorldServer {
  /** The endpoint's id in the configuration. */
  endpoint: string;
  /** Where the proxy believes it to be. */
  address: Address;
  /** Where it listens, if a front of the proxy's own takes that port on all addresses. */
  listen?: Address;
  protocol: Protocol;
  /** It speaks TLS. */
  tls: boolean;
  /** Connections begin with a PROXY protocol header. */
  proxied?: boolean;
}

/** What the agent opens before the proxy starts. */
export interface WorldSpec {
  servers: WorldServer[];
  /** What servers that speak TLS show. */
  identity?: { key: string; chain: string };
  /**
   * Names and the addresses they lead to; asked of the lane's DNS. Every service of a name (SRV)
   * leads to the server that stands there.
   */
  names: Record<string, string[]>;
  /** Those that the proxy asks for when it runs already: before that it has no address for them. */
  found_late: string[];
  /** Where the proxy believes DNS servers to be, and where they listen, if elsewhere. */
  dns: { address: Address; listen?: Address }[];
  /** Where log servers listen (UDP). */
  logs: Address[];
}

/** What a launcher lays around agent and proxy. */
export interface LaneWorld {
  /** A folder on this machine whose content is laid over the proxy's root. */
  tree: string;
  /** Addresses that become the lane's own. */
  addresses: string[];
  /** Connections and datagrams to an address that go to another port of it. */
  redirects: { address: string; port: number; to_port: number }[];
  /** Folders where agent and proxy meet: they hold unix sockets, or logs. */
  shared: string[];
  /** Folders that hold what the tree has of them and nothing else. */
  replaced: string[];
  /** How an image's proxy is started; an agent that starts it by itself does not need it. */
  start: ImageStart;
}

/** How a proxy of an image is started; what is left out is the image's own. */
export interface ImageStart {
  /** `user:group`. */
  user?: string;
  /** In place of the image's own command; its entrypoint stays. */
  command?: readonly string[];
}

/** One file of the world's tree. */
export interface WorldFile {
  path: string;
  /** Latin1 text; a folder has none. */
  content?: string;
  mode: number;
}

/** What was made because it was not there, for the user to know. */
export interface Supplied {
  what: string;
  path?: string;
  at?: { file: string; line: number };
}
