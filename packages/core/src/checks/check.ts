import type { Exchange, TrialView } from "../observe.ts";
import type { Expectation } from "../proxy.ts";
import type { Topology } from "../topology.ts";
import type { Verdict } from "../verdict.ts";

/** What a check looks at: one exchange and the one expectation it is held against. */
export interface CheckContext {
  view: TrialView;
  exchange: Exchange;
  expected: Expectation;
  topology: Topology;
  time_scale: number;
}

/** A check says what it found, or nothing where the expectation says nothing of it. */
export type Check = (context: CheckContext) => Verdict | undefined;
