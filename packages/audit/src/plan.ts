import {
  createRandom,
  defaultTopology,
  deliver,
  fullResponse,
  outline,
  settingOf,
  scaleParams,
  suits,
  symptomOf,
  variantsOf,
} from "@gatecrash/core";
import { processActs } from "@gatecrash/core";
import type {
  Act,
  AnyFault,
  AuditRoute,
  CatalogueFault,
  Configuration,
  Endpoint,
  Group,
  Trial,
} from "@gatecrash/core";
import { ownRequests } from "./own-requests.ts";
import { isPassed, isUpgraded, methodsOf, requestOf } from "./request.ts";
import { serverOf } from "./world.ts";

export interface AuditPlanInput {
  configuration: Configuration;
  faults: ReadonlyMap<string, CatalogueFault>;
  /** Ids of the faults that are wanted, in order, each with `~<variant>` where one is meant. */
  wanted: readonly string[];
  /** Methods that each route is asked with. */
  methods: readonly string[];
  /** Endpoints that are fronts of the proxy's own. */
  inner: readonly string[];
  seed: string;
  /** Times of faults are multiplied as those of the configuration are. */
  time_scale: number;
}

/** Those of the faults are numbered from 1. */
const baseline_number = 1_000_000;

/** The trials that show how a route does with healthy upstreams: one for each route and method. */
export function planBaseline(input: AuditPlanInput): Trial[] {
  const trials = reachable(input).flatMap(({ route, endpoints }) =>
    methodsOf(input.methods, route).map((method) => ({
      ...emptyTrial(input, route, method, endpoints),
      id: `${route.id}/${method}/baseline`,
      fault: "baseline",
      symptom: { kind: "healthy" as const },
      acting: { script: [] },
    })),
  );
  return trials.map((trial, index) =>
    ownRequests(trial, baseline_number + index, input.configuration),
  );
}

/** Routes × methods × faults; a group of several servers is tried with one and with all of them faulty. */
export function planAudit(input: AuditPlanInput): Trial[] {
  const trials = reachable(input).flatMap(({ route, endpoints, group }) => [
    ...methodsOf(input.methods, route).flatMap((method) =>
      input.wanted.flatMap((id) => {
        const [name = "", variant] = id.split("~");
        const found = input.faults.get(name);
        if (!found) return [];
        const chosen = variantFor(found.fault, route, variant);
        if (!chosen || !fits(found.fault, chosen.params, route, group)) return [];
        return trialsOf(input, found, chosen, { route, method, endpoints });
      }),
    ),
    ...crowdOf(input, { route, method: "GET", endpoints }, group),
  ]);
  return trials.map((trial, index) => ownRequests(trial, index + 1, input.configuration));
}

/** Requests of one trial, where some servers are well. */
const asked_max = 4;

type Variant = ReturnType<typeof variantsOf>[number];

interface Asked {
  route: AuditRoute;
  method: string;
  endpoints: readonly string[];
}

function trialsOf(
  input: AuditPlanInput,
  { family, fault }: CatalogueFault,
  { name, params: usual }: Variant,
  { route, method, endpoints }: Asked,
): Trial[] {
  const params = scaleParams(usual, input.time_scale);
  const choices = endpoints.length > 1 ? [endpoints.slice(0, 1), endpoints] : [endpoints];
  return choices.map((faulty) => {
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
        () => requestOf(route, method, fault.request?.body_bytes),
      ),
      seed: `${input.seed}/${route.id}/${row}`,
    };
  });
}

/**
 * A variant that sends a status for which the route has an error page, else one whose status is no
 * answer to the client's own fault, else the first.
 */
function variantFor(
  fault: AnyFault,
  { settings }: AuditRoute,
  wanted?: string,
): Variant | undefined {
  const variants: Variant[] = variantsOf(fault);
  if (wanted !== undefined) return variants.find(({ name }) => name === wanted);
  const pages = new Set(settings.error_pages.flatMap(({ value }) => value.statuses));
  const statusOf = ({ params }: Variant) => symptomOf(fault, params).status;
  const covered = variants.find((each) => pages.has(statusOf(each) ?? 0));
  return covered ?? variants.find((each) => (statusOf(each) ?? 599) >= 500) ?? variants[0];
}

/**
 * A fault that needs a process of its own is no question for one route, and one of the handshake
 * none where no TLS is spoken. Nor are those of the lane's own names and packets, and those that come
 * out only in a set-up of their own: it is the user's that is asked about.
 */
function fits(
  fault: AnyFault,
  params: Variant["params"],
  route: AuditRoute,
  { endpoints }: Group,
): boolean {
  if (fault.below_tls && !endpoints.some(({ tls }) => tls)) return false;
  if (fault.scope === "query" || (fault.needs ?? []).length > 0) return false;
  const { requests, topology, when, shows_in } = settingOf(fault, params);
  if (requests.some(({ headers }) => headers["upgrade"]) && !isUpgraded(route)) return false;
  const { check, processing, resolve } = topology;
  const special = check !== "never" || processing !== "none" || resolve !== "never";
  if (special || requests.length > 1 || shows_in || Object.keys(when).length > 0) return false;
  const acts = outline(fault.script(params, createRandom("outline")));
  return suits(fault, route.protocol) && !acts.some(({ kind }) => processActs.has(kind));
}

/** Larger limits of connections are no question that one client can ask. */
const limit_max = 50;
const crowd_max = 200;
const slow_ms = 500;

/** Slow answers, and two more requests at the same time than the servers' limits allow. */
function crowdOf(
  input: AuditPlanInput,
  { route, method, endpoints }: Asked,
  group: Group,
): Trial[] {
  const used = group.endpoints.filter(({ disabled, backup }) => !disabled && !backup);
  const limits = used.map(({ connections_max }) => connections_max?.value ?? 0);
  const limited = limits.every((limit) => limit > 0 && limit <= limit_max);
  if (route.protocol !== "http" || used.length === 0 || !limited) return [];
  const count = Math.min(crowd_max, limits.reduce((sum, limit) => sum + limit, 0) + 2);
  const timeout_ms = route.settings.read_timeout_ms.value;
  const usual_ms = slow_ms * input.time_scale;
  const ms = Math.round(timeout_ms === 0 ? usual_ms : Math.min(usual_ms, timeout_ms / 2));
  return [
    {
      ...emptyTrial(input, route, method, endpoints),
      id: `${route.id}/${method}/crowd`,
      fault: "crowd",
      acting: { script: slowly(ms) },
      scope: "request",
      audited: {
        route: route.id,
        endpoints: [...endpoints],
        faulty: [...endpoints],
        parallel: true,
      },
      requests: Array.from({ length: count }, () => requestOf(route, method)),
    },
  ];
}

/** A good answer that takes a while. */
function slowly(ms: number): Act[] {
  return [
    { kind: "read-head" },
    { kind: "delivered" },
    { kind: "sleep", ms },
    ...outline(deliver(fullResponse(200, "slow\n"))),
    { kind: "finish" },
  ];
}

function reachable({ configuration, inner }: AuditPlanInput) {
  const { routes, groups } = configuration;
  return routes.flatMap((route) => {
    const group = groups.find(({ id }) => id === route.group);
    const usable = (group?.endpoints ?? []).filter(
      ({ id, disabled }: Endpoint) => !disabled && !inner.includes(id),
    );
    // It is the first that fails where others are well: a backup that fails shows nothing then.
    const ordered = usable.toSorted((a, b) => Number(a.backup) - Number(b.backup));
    const endpoints = [...new Set(ordered.map((each) => serverOf(each, groups)))];
    const known = route.request !== undefined || isPassed(route);
    return known && group && endpoints.length > 0 ? [{ route, endpoints, group }] : [];
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
