import type { FaultScope } from "./fault.ts";
import type { TimedFact } from "./history.ts";
import type { NetworkTools } from "./launcher.ts";
import type { Address, LogSource, Route } from "./proxy.ts";
import type { RequestSpec } from "./request.ts";
import type { Topology } from "./topology.ts";
import type { Acting } from "./trial.ts";
import type { When } from "./when.ts";
import type { WorldSpec } from "./world.ts";

/**
 * What runner and agent say to each other: one JSON object a line. The runner asks, the agent
 * answers each question once and sends facts in between, in the order in which they happened.
 */
export interface TrialSetup {
  trial_id: string;
  route: string;
  acting: Acting;
  when: When;
  scope: FaultScope;
  topology: Topology;
  /** The fault acts on the TCP connection itself, even where the topology has TLS. */
  below_tls: boolean;
  /** Which of the upstreams have the fault (from 0); none given: all. */
  faulty?: readonly number[];
  own_process: boolean;
  descriptors_max?: number;
  /** It runs when all others are done. */
  exclusive: boolean;
  seed: string;
}

/** What a driver must know of a lane to render a configuration for it. */
export interface PreparedLane {
  /** One for each trial, in order. */
  routes: Route[];
  /** The route to see readiness on. */
  ready: Route;
  dns?: Address;
  authority_file?: string;
}

export type Command =
  /** Sets up the upstreams of these trials, and reserves a front for each. */
  | {
      do: "prepare";
      lane: string;
      folder: string;
      trials: readonly TrialSetup[];
      tools?: NetworkTools;
    }
  /** Opens the world around a user's own configuration. */
  | { do: "open-world"; lane: string; world: WorldSpec; log_files: readonly string[] }
  /** Waits until something listens at each of these addresses. */
  | { do: "await-fronts"; addresses: readonly Address[]; deadline_ms: number }
  /** Runs one trial in that world: the fault on some endpoints, the requests, and one more when it is healed. */
  | {
      do: "run-audit-trial";
      trial_id: string;
      endpoints: readonly string[];
      faulty: readonly string[];
      /** Names of the groups that these servers are in, as the proxy's log has them. */
      groups: readonly string[];
      /** Absent: all is healthy. */
      acting?: Acting;
      fault: string;
      scope: FaultScope;
      below_tls: boolean;
      seed: string;
      front: AuditFront;
      requests: readonly RequestSpec[];
      /** All requests at the same time. */
      parallel: boolean;
      deadline_ms: number;
      /** Asked again when the fault is healed, to see whether the route is back. */
      after?: RequestSpec;
    }
  /** Starts the proxy (only where the agent can). */
  | {
      do: "start-proxy";
      program: string;
      args: readonly string[];
      version_args: readonly string[];
      logs: readonly LogSource[];
      folder: string;
    }
  | { do: "stop-proxy"; signal: string }
  /** Asks the route until a real answer of the healthy server comes through the proxy. */
  | { do: "await-ready"; route: string; deadline_ms: number }
  | {
      do: "run-trial";
      trial_id: string;
      requests: readonly RequestSpec[];
      deadline_ms: number;
      /** A trial during which the agent was later than this, all together, is run again. */
      late_ms_max: number;
    }
  | { do: "close" };

/** How a front is spoken to. */
export interface AuditFront {
  address: Address;
  /** TLS, with this name. */
  tls?: string;
  /** A PROXY protocol line comes first. */
  proxy_protocol?: boolean;
  /** The client speaks HTTP/2, and nothing else. */
  http2?: boolean;
  /** Address that the client comes from; one of the lane's own. */
  client?: string;
  /** What the client shows of itself, as PEM. */
  certificate?: { key: string; chain: string };
}

/** How a trial ended, as its agent saw it. */
export interface TrialEnd {
  /** The proxy's front refused a connection. */
  proxy_gone: boolean;
  /** Why it told nothing of the proxy, if so: it may be asked for again when the machine is calm. */
  nothing?: string;
  /** How late the agent was while it ran, all together. */
  lag_ms: number;
}

export interface Replies {
  /** One route for each trial, in order, and after them the one to see readiness on. */
  prepare: PreparedLane;
  "open-world": Record<string, never>;
  /** The front that nobody listened on in time, if so. */
  "await-fronts": { silent?: Address };
  /** Whether the route was back when the fault was healed, if that was asked. */
  "run-audit-trial": { proxy_gone: boolean; recovered: boolean; log_lines: string[] };
  "start-proxy": { version: string; pid: number };
  "stop-proxy": { code?: number; signal?: string };
  "await-ready": { elapsed_ms: number };
  "run-trial": TrialEnd;
  close: Record<string, never>;
}

export type CommandKind = Command["do"];

/** A line from the runner. */
export interface Question {
  id: number;
  command: Command;
}

/** A line from the agent. */
export type AgentLine =
  | { fact: TimedFact }
  | { reply: number; value: unknown }
  | { reply: number; error: { code: string; message: string } }
  | { line: string; from: "stdout" | "stderr" }
  | { proxy_ended: { code?: number; signal?: string } };
