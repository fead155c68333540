import type { Configuration, Exchange, HealthCheck, TrialView } from "@gatecrash/core";

/** The health checks of endpoints, by their ids. */
export type Checks = ReadonlyMap<string, HealthCheck>;

export function checksOf({ groups }: Configuration): Checks {
  const all = groups.flatMap(({ endpoints }) => endpoints);
  return new Map(all.flatMap(({ id, check }) => (check ? [[id, check]] : [])));
}

/** What connections tell of one exchange, without those that the proxy made for itself. */
export interface Met {
  tries: number;
  /** Requests of the client that an upstream has read whole. */
  requests_seen: number;
  /** Numbers of connections that were health checks. */
  foreign: ReadonlySet<number>;
}

/** The trial's own name, as the client gives it (see `ownRequests`). */
const agent = "user-agent gatecrash-audit/";

/**
 * Tells the client's requests from health checks: by the client's name, where proxies pass it on,
 * and by the path that checks ask for. What healthy servers read is not in the record: where there
 * are checks, a good answer counts as one request.
 */
export function connectionsOf(
  view: TrialView,
  exchange: Exchange | undefined,
  checks: Checks,
): Met {
  const own = (view.trial.audited?.endpoints ?? []).flatMap((id) => checks.get(id) ?? []);
  const heads = headsOf(view, exchange);
  const named = heads.filter(({ note }) => note.includes(agent));
  const isCheck = (note: string) =>
    own.some(({ kind, path = "/" }) => kind === "http" && note.split(/[ ,]/)[1] === path);
  const ours = named.length > 0 ? named : heads.filter(({ note }) => !isCheck(note));
  const asked = new Set(ours.map(({ connection }) => connection));
  const foreign = heads.flatMap(({ connection }) => (asked.has(connection) ? [] : [connection]));
  const opened = exchange?.opened ?? [];
  const healthy = opened.filter(({ faulty }) => !faulty).length;
  if (own.length === 0) {
    const tries = opened.length;
    return { tries, requests_seen: ours.length + healthy, foreign: new Set(foreign) };
  }
  const good = healthy > 0 && (exchange?.answer?.status ?? 500) < 500 ? 1 : 0;
  const requests_seen = ours.length + good;
  return { tries: requests_seen, requests_seen, foreign: new Set(foreign) };
}

/** Requests that faulty servers have read whole, with what is noted of them. */
function headsOf(
  view: TrialView,
  exchange: Exchange | undefined,
): { connection: number; note: string }[] {
  const acts = (exchange?.acts ?? []).filter(({ act }) => act.kind === "read-head");
  return acts.flatMap(({ connection, index }) => {
    const done = view.acted.find(
      (each) => each.connection === connection && each.index === index && each.result === "ok",
    );
    return done ? [{ connection, note: done.note ?? "" }] : [];
  });
}
