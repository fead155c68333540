import { atLeast, isWatched } from "@gatecrash/core";
import type { Lacked, Processing, Topology, Version } from "@gatecrash/core";

/** What this version of nginx cannot be set up as (nginx changes: 1.27.3, 1.29.4). */
export function lacks(topology: Topology, version: Version | undefined): string | undefined {
  const { check, processing, protocol, resolve } = topology;
  if (check === "tcp" || check === "http") {
    return "nginx does not check servers by itself: it only watches the requests that it passes on";
  }
  const unsettable = unsettableOf(topology);
  if (unsettable !== undefined) return unsettable;
  if (processing !== "none" && (protocol !== "http" || resolve !== "never")) {
    return "what nginx does besides passing on is rendered for HTTP/1.1 to an address only";
  }
  if (version === undefined) return undefined;
  if (protocol === "h2" && !atLeast(version, "1.29.4")) {
    return `nginx ${version.text} does not speak HTTP/2 to upstreams: 1.29.4 does`;
  }
  if (isWatched(topology) && !atLeast(version, "1.27.3")) {
    return `nginx ${version.text} does not look up names of servers again: 1.27.3 does`;
  }
  if (processing === "trailers" && !atLeast(version, "1.27.2")) {
    return `nginx ${version.text} reads no trailer fields: 1.27.2 does`;
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

/** Directives of modules that a build may leave out, and what cannot be set up then. */
const modules: Record<string, { topology: Lacked["topology"]; mend?: string }> = {
  stream: {
    topology: { protocol: "tcp" },
    mend: "to mend it: apt-get install libnginx-mod-stream (Debian, Ubuntu)",
  },
  ...Object.fromEntries(
    (
      [
        ["proxy_cache_path", "cache"],
        ["auth_request", "auth"],
        ["mirror", "mirror"],
        ["ssi", "include"],
        ["slice", "slice"],
        ["gunzip", "gunzip"],
      ] satisfies [directive: string, processing: Processing][]
    ).map(([directive, processing]) => [directive, { topology: { processing } }]),
  ),
};

/** Modules are left out when nginx is built, or are files of their own that are not installed. */
export function lackedBySaying(said: string): Lacked | undefined {
  const directive = /unknown directive "([a-z_]+)"/.exec(said)?.[1] ?? "";
  const module = Object.hasOwn(modules, directive) ? modules[directive] : undefined;
  if (!module) return undefined;
  const reason = `this nginx has no module with the directive ${directive}`;
  const { topology, mend } = module;
  return { topology, reason: mend === undefined ? reason : `${reason}; ${mend}` };
}
