import { viewAudit } from "@gatecrash/audit";
import type { AuditView } from "@gatecrash/audit";
import { historyFormat } from "@gatecrash/core";
import type { Configuration, Entry } from "@gatecrash/core";

/** What an audit knows of a configuration on which nothing was tried. */
export function unrun(configuration: Configuration): AuditView {
  const at = { at_ns: "0" };
  const entries: Entry[] = [
    {
      ...at,
      seq: 0,
      kind: "run-started",
      format: historyFormat,
      gatecrash: "0",
      seed: "s",
      started_at: "2026-01-01T00:00:00.000Z",
      launcher: "netns",
      because: "",
      time_scale: 1,
      width: 1,
    },
    { ...at, seq: 1, kind: "configuration-read", configuration: { ...configuration } },
    { ...at, seq: 2, kind: "run-ended", interrupted: false },
  ];
  return viewAudit(entries);
}
