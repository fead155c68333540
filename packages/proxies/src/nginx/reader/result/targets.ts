import type { SocketAddress } from "@gatecrash/core";
import { parseAddress } from "../model/addresses.ts";
import type { Family } from "../model/families.ts";

/** What a `*_pass` names, taken apart. */
export interface Target {
  scheme: string;
  tls: boolean;
  /** As written, without scheme and path: an upstream's name, or an address. */
  name: string;
  /** Absent where it can only be the name of an upstream. */
  address?: SocketAddress;
}

const portOf: Record<string, number> = { http: 80, https: 443, grpc: 80, grpcs: 443 };

const schemes: Record<Family, RegExp> = {
  proxy: /^(https?):\/\//i,
  grpc: /^(grpcs?):\/\//i,
  uwsgi: /^(s?uwsgi):\/\//i,
  fastcgi: /^(?!)/,
  scgi: /^(?!)/,
  memcached: /^(?!)/,
};

/** Undefined if nginx would not take it either: `proxy_pass` without `http://`. */
export function parseTarget(family: Family, text: string): Target | undefined {
  const match = schemes[family].exec(text);
  if (match === null && family === "proxy") return undefined;
  const scheme = match?.[1]?.toLowerCase() ?? family;
  const tls = scheme === "https" || scheme === "grpcs" || scheme === "suwsgi";
  const rest = text.slice(match?.[0].length ?? 0);
  const name = rest.startsWith("unix:") ? unixPart(rest) : rest.replace(/[/?].*$/s, "");
  if (name === "" || name === "unix:") return undefined;
  const address = parseAddress(name, portOf[scheme]);
  return { scheme, tls, name, ...(address !== undefined && { address }) };
}

/** `unix:/run/app.sock:/uri`: the path ends at the next colon. */
function unixPart(text: string): string {
  const end = text.indexOf(":", 5);
  return end === -1 ? text : text.slice(0, end);
}
