import type { Endpoint, Place, SocketAddress } from "./configuration.ts";

/** A file that the configuration names besides its includes. */
export interface NeededFile {
  path: string;
  kind:
    | "certificate"
    | "key"
    | "certificate-and-key"
    | "authorities"
    | "dh-parameters"
    | "passwords"
    | "module"
    | "script"
    | "folder"
    | "root"
    | "other";
  at: Place;
}

/** What else it needs of the machine. */
export interface Needs {
  files: NeededFile[];
  /**
   * Modules for what the configuration uses and does not load: files in some builds of the proxy,
   * within the program in others.
   */
  modules?: { path: string; at: Place }[];
  users: { name: string; at: Place }[];
  groups: { name: string; at: Place }[];
  /** Names that are looked up, by whom, and when. */
  names: { name: string; when: Endpoint["resolved"]; at: Place }[];
  /** Addresses of DNS servers. */
  resolvers: { address: string; port: number; at: Place }[];
  /** Addresses that the proxy would send to and that are no upstream: log servers, peers, mail. */
  others: { address: SocketAddress; what: string; at: Place }[];
  /** Local addresses that it binds towards upstreams. */
  bind_addresses: { address: string; at: Place }[];
}
