import type {
  Acting,
  Address,
  FaultScope,
  NetworkTools,
  Route,
  TimedFact,
  TrialSetup,
  WorldServer,
  WorldSpec,
} from "@gatecrash/core";

/** The upstream of one trial, in this process or in one of its own. */
export interface TrialUpstream {
  addresses: readonly Address[];
  /** The first request is about to be made. */
  begin?(): void;
  settle(ms_max: number): Promise<void>;
  close(): Promise<void>;
}

/** The name of a trial in the lane's DNS. */
export interface TrialName {
  /** The trial begins, perhaps once more. */
  start(): void;
  end(): void;
  /** Resolves when a proxy may keep no answer that it got so far. */
  forgotten(): Promise<void>;
  /** Questions about it that were dealt with since the trial began. */
  answered: number;
  /** Resolves to true when so many were, to false if not in time. */
  untilAnswered(count: number, ms_max: number): Promise<boolean>;
}

/** What a lane has besides upstreams: names, an authority. */
export interface LaneServices {
  dns?: Address;
  /** File that the authority of good certificates was written to. */
  authority_file?: string;
  /** The name of a trial whose topology asks for one. */
  nameOf(trial_id: string): TrialName | undefined;
  /** What a route needs of them: its name in the lane's DNS. */
  routeOf(setup: TrialSetup, upstreams: readonly Address[]): Partial<Route>;
  close(): Promise<void>;
}

/** What else an audit's world has, when it is open. */
export interface WorldServices {
  /** Waits until the proxy was told an address for each name that it finds late; no longer than that. */
  untilFound(ms_max: number): Promise<void>;
  close(): Promise<void>;
}

/** An upstream of an audit: one server, into which faults are put and healed one after the other. */
export interface WorldUpstream {
  inject(fault: WorldFault): Promise<{ heal(): Promise<void> }>;
  /** Ends connections that the proxy keeps. */
  endKept(ms_max: number): Promise<void>;
  settle(ms_max: number): Promise<void>;
  close(): Promise<void>;
}

export interface WorldFault {
  trial_id: string;
  acting: Acting;
  fault: string;
  scope: FaultScope;
  below_tls: boolean;
  seed: string;
}

/** What the agent is given, because it may not know faults or servers by itself. */
export interface AgentParts {
  /** True if the process of a trial's upstream serves others before it. */
  sharesProcess(setup: TrialSetup): Promise<boolean>;
  /** Opens the upstreams of a trial with their fault. */
  openTrial(
    setup: TrialSetup,
    addresses: readonly Address[],
    write: (fact: TimedFact) => void,
    tools: NetworkTools | undefined,
  ): Promise<TrialUpstream>;
  /** Opens what these trials need besides. The proxy can read the folder. */
  openServices(
    setups: readonly TrialSetup[],
    folder: string,
    address: () => Address,
    write: (fact: TimedFact) => void,
    tools: NetworkTools | undefined,
  ): Promise<LaneServices>;
  /** Opens a server of an audit's world; facts of it belong to the trial that runs just then. */
  openServer(
    server: WorldServer,
    trial_id: () => string,
    write: (fact: TimedFact) => void,
  ): Promise<WorldUpstream>;
  /** Opens what else an audit's world has: DNS, log servers. */
  openWorldServices(world: WorldSpec, onLogLine: (line: string) => void): Promise<WorldServices>;
  /** Opens an upstream without a fault, to see on it when the proxy is ready. */
  openHealthy(address: Address): Promise<TrialUpstream>;
}
