import type { Processing, Topology } from "@gatecrash/core";

/** What HAProxy does not do besides passing on; trailer fields it passes on anyway. */
const unprocessed: Record<Exclude<Processing, "none" | "trailers">, string> = {
  cache: "HAProxy's cache gives no old answer in place of an error",
  auth: "HAProxy asks nobody whether a request may pass, but by a script of Lua",
  mirror: "HAProxy mirrors requests by an agent of its own (SPOE) only",
  include: "HAProxy puts no parts into pages",
  slice: "HAProxy does not ask for an answer in ranges",
  gunzip: "HAProxy compresses answers and does not decompress them",
  files: "HAProxy sends no file in place of an answer that names one",
};

/** What no version of HAProxy can be set up as. */
export function lacks(topology: Topology): string | undefined {
  const { backups, processing, protocol, resolve, retry_on, timeouts } = topology;
  if (protocol === "scgi" || protocol === "uwsgi" || protocol === "memcached") {
    return `HAProxy does not speak ${protocol}`;
  }
  if (resolve === "request")
    return "HAProxy looks up a server's name by itself, not at each request";
  if (backups > 0 && resolve !== "never")
    return "servers of one name are all active, or all backups";
  const reads = timeouts.body_ms !== undefined || retry_on !== "default";
  if (reads && protocol === "tcp") return "what is passed on unread has no head and no body";
  return processing === "none" || processing === "trailers" ? undefined : unprocessed[processing];
}
