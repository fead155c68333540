import { checksOf, connectionsOf } from "./connections.ts";
import type { Checks } from "./connections.ts";
import { elapsedMs, observe, parseVersion } from "@gatecrash/core";
import type {
  Answer,
  AuditRoute,
  Configuration,
  Endpoint,
  Entry,
  Exchange,
  Front,
  Group,
  Trial,
  TrialView,
  Version,
} from "@gatecrash/core";

/** One trial of an audit, as its history tells it. */
export interface Probe {
  trial: Trial;
  method: string;
  /** `<fault>` or `<fault>~<variant>`. */
  fault: string;
  /** Some servers of the group were healthy. */
  partly: boolean;
  /** The worst answer … */
  answer?: Answer;
  /** … of all that the requests of the trial got. */
  answers: Answer[];
  /** As it was measured; where times are scaled, the copy's. */
  elapsed_ms: number;
  time_scale: number;
  /** The request once more, when the fault was healed. */
  after?: Answer;
  /** Servers that the request was sent to, in order, by number of connection. */
  tries: number;
  /** Connections in which the upstream read a whole request head. */
  requests_seen: number;
  /** The fault was on the wire. */
  delivered: boolean;
  /** The proxy died of it, and how. */
  died?: string;
  /** The last lines of its streams when it did. */
  last_words: string[];
  /** What went wrong with the trial itself; it tells nothing then. */
  trouble?: string;
  log_lines: string[];
  /** Lines of the proxy's access log. */
  access_lines: string[];
  /** Numbers of the entries that this rests on. */
  evidence: number[];
}

/** A route of the configuration with all that was tried on it. */
export interface RouteView {
  route: AuditRoute;
  front: Front;
  group: Group;
  endpoints: Endpoint[];
  baseline: Probe[];
  /** Methods that got a good answer from healthy upstreams. */
  methods: string[];
  probes: Probe[];
}

/** All that an audit knows; findings are made of nothing else. */
export interface AuditView {
  configuration: Configuration;
  version?: Version;
  /** What the proxy said of its version. */
  version_text: string;
  /** What ran it, the program or image that it started, and why that one. */
  run_by: { launcher: string; program: string; because: string };
  routes: RouteView[];
  /** Trouble that belongs to no trial, such as a proxy that did not start. */
  troubles: string[];
  /** What a client waits for an error at most, in the owner's view, in ms; none was said: absent. */
  budget_ms?: number;
  interrupted: boolean;
  /** By what all times were multiplied in the copy that was run. */
  time_scale: number;
}

/** Which baseline answers are good. */
export type GoodStatus = (status: number) => boolean;

/** A success, a redirect, or the beginning of a tunnel (WebSocket). */
export const goodByDefault: GoodStatus = (status) =>
  (status >= 200 && status < 400) || status === 101;

/** Folds an audit's history. Pure. */
export function viewAudit(entries: readonly Entry[], good: GoodStatus = goodByDefault): AuditView {
  const run = observe(entries);
  const read = entries.find((entry) => entry.kind === "configuration-read");
  const configuration = read?.configuration as unknown as Configuration;
  const version_text = run.proxies[0]?.version ?? "";
  const version = parseVersion(version_text);
  const checks = checksOf(configuration);
  const { time_scale } = run.started;
  const probes = run.trials.map((trial) => probeOf(trial, checks, time_scale));
  const routes = configuration.routes.flatMap((route): RouteView[] => {
    const front = configuration.fronts.find(({ id }) => id === route.front);
    const group = configuration.groups.find(({ id }) => id === route.group);
    if (!front || !group) return [];
    const own = probes.filter(({ trial }) => trial.audited?.route === route.id);
    const baseline = own.filter(({ trial }) => trial.fault === "baseline");
    const methods = baseline.filter((each) => isGood(each, good)).map(({ method }) => method);
    const others = own.filter((probe) => !baseline.includes(probe));
    const { endpoints } = group;
    return [{ route, front, group, endpoints, baseline, methods, probes: others }];
  });
  return {
    configuration,
    ...(version ? { version } : {}),
    version_text,
    run_by: {
      launcher: run.started.launcher,
      program: run.proxies[0]?.command[0] ?? "",
      because: run.started.because,
    },
    routes,
    troubles: run.troubles.map(({ message }) => message),
    interrupted: run.ended?.interrupted ?? true,
    time_scale,
  };
}

function isGood({ answer }: Probe, good: GoodStatus): boolean {
  return answer?.end === "answered" && answer.status !== undefined && good(answer.status);
}

/** How bad an exchange was for the client: what was no whole answer, then errors, then time. */
function badness({ answer }: Exchange): number {
  if (!answer) return 0;
  const whole = answer.end === "answered";
  return (
    (whole ? 0 : 10_000_000) + (answer.status ?? 0) * 10_000 + Math.min(elapsedMs(answer), 9_999)
  );
}

function probeOf(view: TrialView, checks: Checks, time_scale: number): Probe {
  const { trial } = view;
  const asked = view.exchanges.slice(0, trial.requests.length);
  const second = view.exchanges[trial.requests.length];
  const first = asked.toSorted((a, b) => badness(b) - badness(a))[0];
  const { answer } = first ?? {};
  const audited = trial.audited;
  const met = connectionsOf(view, first, checks);
  const died = view.proxy_died;
  const trouble = view.troubles[0]?.message;
  return {
    trial,
    method: trial.requests[0]?.method ?? "GET",
    fault: trial.variant === "" ? trial.fault : `${trial.fault}~${trial.variant}`,
    partly: (audited?.faulty.length ?? 0) < (audited?.endpoints.length ?? 0),
    ...(answer ? { answer } : {}),
    answers: asked.flatMap((exchange) => exchange.answer ?? []),
    elapsed_ms: answer ? elapsedMs(answer) : 0,
    time_scale,
    ...(second?.answer ? { after: second.answer } : {}),
    tries: met.tries,
    requests_seen: met.requests_seen,
    delivered: view.delivered.some(({ connection }) => !met.foreign.has(connection)),
    last_words: died?.said ?? [],
    ...(died ? { died: died.signal ?? `exit code ${died.code ?? "unknown"}` } : {}),
    ...(trouble === undefined ? {} : { trouble }),
    log_lines: view.logs.flatMap(({ log, line }) => (log === "error" ? [line] : [])),
    access_lines: view.logs.flatMap(({ log, line }) => (log === "access" ? [line] : [])),
    evidence: [first?.answered?.seq, ...view.delivered.map(({ seq }) => seq)].filter(
      (seq) => seq !== undefined,
    ),
  };
}
