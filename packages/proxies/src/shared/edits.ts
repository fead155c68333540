import type { Edit } from "@gatecrash/core";

/** The edits that make a change; or the reason why there are none: `why`, or that there is nothing to do. */
export function editsOrReason(edits: Edit[], why: string | undefined): Edit[] | string {
  if (why !== undefined) return why;
  return edits.length > 0 ? edits : "the configuration says it already";
}
