import type { AuditRoute, Configuration, Trial } from "@gatecrash/core";

/** Fronts that are asked from 127.0.0.0/8. */
const local: ReadonlySet<string> = new Set(["", "*", "0.0.0.0", "127.0.0.1", "localhost"]);

/**
 * Makes the requests of a trial its own, whatever other trials asked before. Access logs usually tell
 * the client's program: so it is known which line belongs to which trial. What a cache holds for one
 * is no answer for another: on a route with a cache each request has a query of its own. And where one
 * address may ask for so much only, each comes from another.
 */
export function ownRequests(trial: Trial, number: number, configuration: Configuration): Trial {
  const route = configuration.routes.find(({ id }) => id === trial.audited?.route);
  const agent = `gatecrash-audit/${number}`;
  const requests = trial.requests.map(({ headers, path, ...rest }, index) => ({
    ...rest,
    path: route?.settings.cache ? withQuery(path, `gatecrash-audit=${number}-${index}`) : path,
    headers: { "user-agent": agent, ...headers },
  }));
  const client = route && clientOf(route, number, configuration);
  if (client === undefined || !trial.audited) return { ...trial, requests };
  return { ...trial, requests, audited: { ...trial.audited, client } };
}

function withQuery(path: string, query: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}${query}`;
}

function clientOf(
  { client, front: id }: AuditRoute,
  number: number,
  { fronts, counts_clients }: Configuration,
): string | undefined {
  const address = fronts.find((front) => front.id === id)?.address;
  const isLocal = address?.kind === "tcp" && local.has(address.host);
  if (!counts_clients || client !== undefined || !isLocal) return undefined;
  const bytes = [64 + ((number >> 16) & 63), (number >> 8) & 255, number & 255];
  return `127.${bytes.join(".")}`;
}
