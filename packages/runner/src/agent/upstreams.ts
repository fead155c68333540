import type { Address, TimedFact, TrialSetup } from "@gatecrash/core";

/** The upstream of one trial, in this process or in one of its own. */
export interface TrialUpstream {
  addresses: readonly Address[];
  settle(ms_max: number): Promise<void>;
  close(): Promise<void>;
}

/** What the agent is given, because it may not know faults or servers by itself. */
export interface AgentParts {
  /** Opens the upstreams of a trial with their fault. */
  openTrial(
    setup: TrialSetup,
    addresses: readonly Address[],
    write: (fact: TimedFact) => void,
  ): Promise<TrialUpstream>;
  /** Opens an upstream without a fault, to see on it when the proxy is ready. */
  openHealthy(address: Address): Promise<TrialUpstream>;
}
