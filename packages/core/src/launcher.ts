import type { Capability } from "./fault.ts";
import type { LaunchSpec, ProxyDriver } from "./proxy.ts";
import type { ProxyInside } from "./proxy-inside.ts";
import type { LaneWorld } from "./world.ts";

/** Which proxy is wanted, as the command line says it. */
export interface ProxyRequest {
  id: string;
  /** Release line or exact version, such as `1.26`. */
  version?: string;
  /** A container image or a native binary in place of the usual one. */
  image?: string;
  binary?: string;
}

/** A proxy that a launcher can start: an image reference or the path of a binary. */
export interface ProxyPlace {
  program: string;
  /** What the binary says of its version, if it could be asked at no cost. */
  version?: string;
}

export type Availability =
  { available: true; because: string } | { available: false; because: string; mend: string[] };

/** Commands, word by word, for packets and addresses in a lane. */
export interface NetworkTools {
  nft: readonly string[];
  ip: readonly string[];
}

export interface LaneSpec {
  run_id: string;
  lane_id: string;
  /** Folder on this machine for the lane's files; the proxy can write there. */
  folder: string;
  /** The agent: path of node and its arguments … */
  agent: { node: string; args: readonly string[] };
  /** … and the folders on this machine that it loads code from. */
  code_folders: readonly string[];
  /** The lane is made for a user's own configuration. */
  world?: LaneWorld;
  /** What the trials in it need of the lane. */
  needs: readonly Capability[];
}

export interface ProxyEnd {
  code?: number;
  signal?: string;
}

export interface RunningProxy {
  /** First line the binary printed about its version. */
  version: string;
  ended: Promise<ProxyEnd>;
  /** Asks it to end, waits until its log is complete; kills it after a while. */
  stop(): Promise<ProxyEnd>;
}

/** One line of a stream of the proxy. */
export type LineSink = (from: "stdout" | "stderr", line: string) => void;

/** A lane with its agent running in it. */
export interface Lane {
  /** The lane's folder as the proxy sees it, and its folder for temporary files. */
  inside: {
    folder: string;
    scratch: string;
    /**
     * Where the agent sees the root that the world's shared folders are in; absent: agent and proxy
     * see the same files.
     */
    shared?: string;
  };
  as_root: boolean;
  /** How the agent filters packets and adds addresses; there if the trials need it. */
  tools?: NetworkTools;
  /** Writes one line to the agent's standard input. */
  write(line: string): void;
  /** Called for each line of the agent's standard output. Set once, before the first write. */
  onLine(sink: (line: string) => void): void;
  /** Resolves when the agent is gone, with the last it said on standard error. */
  ended: Promise<string>;
  /** Where a proxy cannot be started by the agent: how the launcher starts it. */
  startProxy?(
    place: ProxyPlace,
    driver: ProxyDriver,
    launch: LaunchSpec,
    sink: LineSink,
  ): Promise<RunningProxy>;
  /** Ends everything in the lane. Never throws. */
  close(): Promise<void>;
}

/** A way to open lanes. */
export interface Launcher {
  id: string;
  summary: string;
  /** Tried in this order by `auto`, lowest first. */
  order: number;
  /** What its lanes may be able to do; `lacks` says whether they are here. */
  offers: readonly Capability[];
  /** Why something that it offers is not to be had here and what mends that, found out by trying. */
  lacks?(need: Capability): Promise<{ missing: string; mend: string[] } | undefined>;
  /** Whether a lane can be opened here. With `pull`, what is missing may be downloaded for it. */
  available(options?: { pull: boolean }): Promise<Availability>;
  /** Finds the proxy: its place, or the reason why it is not here and what mends that. */
  find(
    driver: ProxyDriver,
    request: ProxyRequest,
    options: { pull: boolean },
  ): Promise<ProxyPlace | { missing: string; mend: string[] }>;
  /**
   * Looks into what the proxy runs in, if that is not this machine.
   * @throws Problem `launcher-unavailable`
   */
  look?(place: ProxyPlace): Promise<ProxyInside>;
  open(spec: LaneSpec): Promise<Lane>;
}

export function defineLauncher(launcher: Launcher): Launcher {
  return launcher;
}
