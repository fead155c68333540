import type { Needs } from "@gatecrash/core";
import { isName, parseAddress } from "../address.ts";
import type { Server } from "../servers/endpoint.ts";
import type { Line } from "../text/line.ts";
import { placeOf, word } from "../text/line.ts";

/** The agent that is asked for a server's state, if any. */
export function agentOf({ endpoint, options }: Server): Needs["others"] {
  const port = Number(options.get("agent-port")?.value ?? 0);
  const { address } = endpoint;
  if (!options.has("agent-check") || address.kind !== "tcp" || port === 0) return [];
  const host = options.get("agent-addr")?.value ?? address.host;
  return [{ address: { kind: "tcp", host, port }, what: "agent-check", at: endpoint.at }];
}

/** The names of servers and of where they are probed. */
export function namesOf({ endpoint }: Server): Needs["names"] {
  const { address, check, resolved, at } = endpoint;
  const hosts = [address, check?.address].map((each) => (each?.kind === "tcp" ? each.host : ""));
  return [...new Set(hosts)].filter(isName).map((name) => ({ name, when: resolved, at }));
}

/** Local addresses of connections to servers: of a server, or of its backend. */
export function sourcesOf(
  servers: readonly Server[],
  lines: readonly Line[],
  environment: ReadonlyMap<string, string>,
): Needs["bind_addresses"] {
  const ofServers = servers.flatMap(({ options }) => {
    const option = options.get("source");
    return option ? [{ written: option.value, line: option.line }] : [];
  });
  const ofBackend = lines
    .filter((line) => word(line, 0) === "source")
    .map((line) => ({ written: word(line, 1), line }));
  return [...ofServers, ...ofBackend].flatMap(({ written, line }) => {
    const { address } = parseAddress(written, environment);
    if (address?.kind !== "tcp" || /^(0\.0\.0\.0|::)$/.test(address.host)) return [];
    return [{ address: address.host, at: placeOf(line) }];
  });
}
