import { addressText } from "@gatecrash/core";
import type { Command, Group, RequestSpec, Trial } from "@gatecrash/core";
import type { AgentPaths } from "./agent-paths.ts";
import type { LogNames } from "./agent/log-line.ts";
import type { AuditOptions } from "./audit.ts";

/** What the agent is asked for, to run a trial of an audit; undefined if it is of no audit. */
export function commandOf(
  trial: Trial,
  options: AuditOptions,
  paths: AgentPaths,
): Extract<Command, { do: "run-audit-trial" }> | undefined {
  const { audited, acting, fault, scope, below_tls, seed, requests } = trial;
  if (!audited) return undefined;
  const { endpoints, faulty, route, parallel = false, client } = audited;
  const front = options.frontOf(route);
  const [request] = requests;
  const after: RequestSpec | undefined = faulty.length > 0 ? request : undefined;
  return {
    do: "run-audit-trial",
    trial_id: trial.id,
    endpoints,
    groups: groupsOf(trial, options).map(({ name }) => name),
    faulty,
    ...(faulty.length > 0 ? { acting } : {}),
    fault,
    scope,
    below_tls,
    seed,
    front: {
      ...front,
      address: paths.address(front.address),
      ...(client === undefined ? {} : { client }),
    },
    requests,
    parallel,
    deadline_ms: options.deadlineOf(route),
    ...(after ? { after } : {}),
  };
}

/** The groups of servers that hold one of a trial's. */
export function groupsOf({ audited }: Trial, { configuration }: AuditOptions): Group[] {
  return configuration.groups.filter(({ endpoints }) =>
    endpoints.some(({ id }) => audited?.endpoints.includes(id)),
  );
}

/** How log lines name the servers of a trial: by address, or by their group's name. */
export function logNamesOf(trial: Trial, options: AuditOptions): LogNames {
  const of = trial.audited?.endpoints ?? [];
  const places = options.world.spec.servers.filter(({ endpoint }) => of.includes(endpoint));
  const agent = trial.requests[0]?.headers["user-agent"];
  return {
    addresses: places.map(({ address }) => addressText(address)),
    groups: groupsOf(trial, options).map(({ name }) => name),
    ...(agent === undefined ? {} : { agent }),
  };
}
