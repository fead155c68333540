import type { Act, Protocol } from "@gatecrash/core";
import type { HealthyServer } from "./healthy.ts";
import type { Journal } from "./journal.ts";
import type { Moving } from "./moving.ts";
import type { LaneNetwork } from "./network/lane-network.ts";

export interface UpstreamOptions {
  /** Stands in the facts that belong to no injection; a function where trials follow one another. */
  trial_id: string | (() => string);
  journal: Journal;
  healthy: HealthyServer;
  /** What is spoken on its connections; default HTTP/1. */
  protocol?: Protocol;
  /** A PROXY protocol header may come first on each connection. */
  proxied?: boolean;
  /** Facts tell what was asked for, and by which program. */
  note_heads?: boolean;
  /** TLS is spoken on its connections. */
  tls?: boolean;
  /** Where a server can move to, and who is told; none: nothing can move. */
  moving?: Moving;
  /** How packets are filtered, where the lane lets us. */
  network?: LaneNetwork;
  /** Given in a worker process, where acts may take the whole process. */
  supervise?: (act: Act) => Promise<void>;
}
