import type { TimedFact } from "./history.ts";
import type { Address, LogSource, Route } from "./proxy.ts";
import type { RequestSpec } from "./request.ts";
import type { Topology } from "./topology.ts";
import type { Acting } from "./trial.ts";
import type { When } from "./when.ts";

/**
 * What runner and agent say to each other: one JSON object a line. The runner asks, the agent
 * answers each question once and sends facts in between, in the order in which they happened.
 */
export interface TrialSetup {
  trial_id: string;
  route: string;
  acting: Acting;
  when: When;
  scope: "listener" | "connection" | "request";
  topology: Topology;
  /** The fault acts on the TCP connection itself, even where the topology has TLS. */
  below_tls: boolean;
  /** Which of the upstreams have the fault (from 0); none given: all. */
  faulty?: readonly number[];
  own_process: boolean;
  descriptors_max?: number;
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
  | { do: "prepare"; lane: string; folder: string; trials: readonly TrialSetup[] }
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

export interface Replies {
  /** One route for each trial, in order, and after them the one to see readiness on. */
  prepare: PreparedLane;
  "start-proxy": { version: string; pid: number };
  "stop-proxy": { code?: number; signal?: string };
  "await-ready": { elapsed_ms: number };
  /** The proxy's front refused a connection when the trial had ended. */
  "run-trial": { proxy_gone: boolean };
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
