import type { Topology } from "@gatecrash/core";

/** What no version of HAProxy can be set up as. */
export function lacks(topology: Topology): string | undefined {
  const { backups, protocol, resolve, retry_on, timeouts } = topology;
  if (protocol === "scgi" || protocol === "uwsgi" || protocol === "memcached") {
    return `HAProxy does not speak ${protocol}`;
  }
  if (resolve === "request")
    return "HAProxy looks up a server's name by itself, not at each request";
  if (backups > 0 && resolve !== "never")
    return "servers of one name are all active, or all backups";
  const reads = timeouts.body_ms !== undefined || retry_on !== "default";
  if (reads && protocol === "tcp") return "what is passed on unread has no head and no body";
  return undefined;
}
