import { atLeast } from "@gatecrash/core";
import type { Protocol, Topology, Version } from "@gatecrash/core";

/** What this version of nginx cannot be set up as (nginx changes: 1.27.3, 1.29.4). */
export function lacks(topology: Topology, version: Version | undefined): string | undefined {
  const { check, protocol, resolve } = topology;
  if (check === "tcp" || check === "http") {
    return "nginx does not check servers by itself: it only watches the requests that it passes on";
  }
  const unsettable = unsettableOf(topology);
  if (unsettable !== undefined) return unsettable;
  if (protocol === "tcp" && resolve !== "never") {
    return "names are not rendered for bytes that are passed on unread";
  }
  if (version === undefined) return undefined;
  if (protocol === "h2" && !atLeast(version, "1.29.4")) {
    return `nginx ${version.text} does not speak HTTP/2 to upstreams: 1.29.4 does`;
  }
  if (resolve === "watched" && !atLeast(version, "1.27.3")) {
    return `nginx ${version.text} does not look up names of servers again: 1.27.3 does`;
  }
  return undefined;
}

function unsettableOf({ backups, queue_max, resolve, timeouts }: Topology): string | undefined {
  if (queue_max > 0)
    return "nginx lets no request wait for a server: only its commercial edition does";
  if (timeouts.body_ms !== undefined) {
    return "nginx passes the head of an answer on before it has the body";
  }
  if (backups > 0 && resolve !== "never")
    return "servers of one name are all active, or all backups";
  return undefined;
}

/** The stream module is one of its own in Debian, and may not be installed. */
export function lackedBySaying(said: string): { protocol: Protocol; reason: string } | undefined {
  if (!said.includes('unknown directive "stream"')) return undefined;
  return {
    protocol: "tcp",
    reason:
      "this nginx has no stream module; to mend it: apt-get install libnginx-mod-stream (Debian, Ubuntu)",
  };
}
