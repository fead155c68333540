import type { FaultCatalogue } from "../serve/chosen.ts";
import type { EventLog } from "../serve/event-log.ts";
import type { FakeUpstream } from "../serve/fake-upstream.ts";

/** What the routes of the control API work on. */
export interface ControlContext {
  upstream: FakeUpstream;
  catalogue: FaultCatalogue;
  events: EventLog;
  /** Version of this program. */
  version: string;
  seed: string;
  caller_faults: boolean;
}
