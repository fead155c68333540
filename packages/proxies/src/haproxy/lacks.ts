import type { Topology } from "@gatecrash/core";

/** What no version of HAProxy can be set up as. */
export function lacks({ protocol, resolve }: Topology): string | undefined {
  if (protocol === "scgi" || protocol === "uwsgi" || protocol === "memcached") {
    return `HAProxy does not speak ${protocol}`;
  }
  if (resolve === "request")
    return "HAProxy looks up a server's name by itself, not at each request";
  return undefined;
}
