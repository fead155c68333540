import {
  createRandom,
  defaultTopology,
  outline,
  suits,
  symptomOf,
  variantsOf,
} from "@gatecrash/core";
import { processActs } from "@gatecrash/core";
import type {
  AnyFault,
  AuditRoute,
  CatalogueFault,
  Configuration,
  Endpoint,
  RequestSpec,
  Trial,
} from "@gatecrash/core";
import { serverOf } from "./world.ts";

export interface AuditPlanInput {
  configuration: Configuration;
  faults: ReadonlyMap<string, CatalogueFault>;
  /** Ids of the faults that are wanted, in order. */
  wanted: readonly string[];
  /** Methods that each route is asked with. */
  methods: readonly string[];
  /** Endpoints that are fronts of the proxy's own. */
  inner: readonly string[];
  seed: string;
}

/** A request body for methods that have one. */
const body_bytes = 100;

/** The trials that show how a route does with healthy upstreams: one for each route and method. */
export function planBaseline(input: AuditPlanInput): Trial[] {
  return reachable(input).flatMap(({ route, endpoints }) =>
    input.methods.map((method) => ({
      ...emptyTrial(input, route, method, endpoints),
      id: `${route.id}/${method}/baseline`,
      fault: "baseline",
      symptom: { kind: "healthy" as const },
      acting: { script: [] },
    })),
  );
}

/** Routes × methods × faults; a group of several servers is tried with one and with all of them faulty. */
export function planAudit(input: AuditPlanInput): Trial[] {
  const trials = reachable(input).flatMap(({ route, endpoints }) =>
    input.methods.flatMap((method) =>
      input.wanted.flatMap((id) => {
        const found = input.faults.get(id);
        if (!found || !fits(found.fault, route)) return [];
        return trialsOf(input, found, { route, method, endpoints });
      }),
    ),
  );
  return trials.map(nameAgent);
}

/** Access logs usually tell the client's program: so it is known which line belongs to which trial. */
function nameAgent(trial: Trial, index: number): Trial {
  const agent = `gatecrash-audit/${index + 1}`;
  const requests = trial.requests.map(({ headers, ...rest }) => ({
    ...rest,
    headers: { "user-agent": agent, ...headers },
  }));
  return { ...trial, requests };
}

/** Requests of one trial, where some servers are well. */
const asked_max = 4;

interface Asked {
  route: AuditRoute;
  method: string;
  endpoints: readonly string[];
}

function trialsOf(
  input: AuditPlanInput,
  { family, fault }: CatalogueFault,
  { route, method, endpoints }: Asked,
): Trial[] {
  const variants = variantsOf(fault).slice(0, 1);
  const choices = endpoints.length > 1 ? [endpoints.slice(0, 1), endpoints] : [endpoints];
  return variants.flatMap(({ name, params }) =>
    choices.map((faulty) => {
      const row = name === "" ? fault.id : `${fault.id}~${name}`;
      const some = faulty.length < endpoints.length ? "/one" : "";
      return {
        ...emptyTrial(input, route, method, endpoints),
        id: `${route.id}/${method}/${row}${some}`,
        family,
        fault: fault.id,
        variant: name,
        acting: { fault: fault.id, params },
        scope: fault.scope,
        symptom: symptomOf(fault, params),
        below_tls: fault.below_tls ?? false,
        audited: { route: route.id, endpoints: [...endpoints], faulty: [...faulty] },
        // A balancer sends one request after the other to each server: one of them meets the fault.
        requests: Array.from(
          { length: some === "" ? 1 : Math.min(endpoints.length, asked_max) },
          () => requestOf(route, method),
        ),
        seed: `${input.seed}/${route.id}/${row}`,
      };
    }),
  );
}

/** A fault that needs a process of its own, or several requests, is no question for one route. */
function fits(fault: AnyFault, { protocol }: AuditRoute): boolean {
  const params = variantsOf(fault)[0]?.params ?? {};
  const acts = outline(fault.script(params, createRandom("outline")));
  return suits(fault, protocol) && !acts.some(({ kind }) => processActs.has(kind));
}

function reachable({ configuration, inner }: AuditPlanInput) {
  const { routes, groups } = configuration;
  return routes.flatMap((route) => {
    const group = groups.find(({ id }) => id === route.group);
    const usable = (group?.endpoints ?? []).filter(
      ({ id, disabled }: Endpoint) => !disabled && !inner.includes(id),
    );
    const endpoints = [...new Set(usable.map((each) => serverOf(each, groups)))];
    return route.request && endpoints.length > 0 ? [{ route, endpoints }] : [];
  });
}

function emptyTrial(
  { configuration, seed }: AuditPlanInput,
  route: AuditRoute,
  method: string,
  endpoints: readonly string[],
): Trial {
  return {
    id: "",
    scenario: "audit",
    title: route.id,
    family: "audit",
    fault: "",
    variant: "",
    acting: { script: [] },
    scope: "connection",
    symptom: { kind: "healthy" },
    when: {},
    proxy: configuration.proxy,
    topology: { ...defaultTopology, protocol: route.protocol, upstreams: 1 },
    requests: [requestOf(route, method)],
    needs: [],
    own_process: false,
    below_tls: false,
    exclusive: false,
    seed: `${seed}/${route.id}/baseline`,
    audited: { route: route.id, endpoints: [...endpoints], faulty: [] },
  };
}

function requestOf({ request }: AuditRoute, method: string): RequestSpec {
  const entries = Object.entries(request?.headers ?? {});
  const headers = Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
  if (request?.host !== undefined && request.host !== "") headers["host"] = request.host;
  const own = request?.method ?? "GET";
  return {
    // A route that is only there for one method is asked with that.
    method: own === "GET" ? method : own,
    path: request?.path ?? "/",
    headers,
    body_bytes: method === "GET" || method === "HEAD" ? 0 : body_bytes,
  };
}
