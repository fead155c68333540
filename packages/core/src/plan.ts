import type { Act } from "./act.ts";
import { handshakeActs, needsName, needsOfActs, processActs, scopeOfActs } from "./act-kinds.ts";
import { outline, settingOf, suits, symptomOf, variantsOf } from "./fault.ts";
import type { AnyFault } from "./fault.ts";
import type { ProxyRequest } from "./launcher.ts";
import { didYouMean } from "./nearest.ts";
import type { Row } from "./plan-row.ts";
import { Problem } from "./problem.ts";
import { createRandom } from "./random.ts";
import { defaultRequest, scaleRequest } from "./request.ts";
import { scaleAct, scaleParams } from "./scale.ts";
import type { LoadedScenario, ScenarioFault } from "./scenario.ts";
import { scaleTopology } from "./topology.ts";
import type { Trial } from "./trial.ts";
import { needsRequest } from "./when.ts";

/** A fault of the catalogue with the folder it lies in. */
export interface CatalogueFault {
  family: string;
  fault: AnyFault;
}

export interface PlanInput {
  scenarios: readonly LoadedScenario[];
  faults: ReadonlyMap<string, CatalogueFault>;
  /** Ids of the drivers that are there. */
  proxies: readonly string[];
  /** The proxies that are asked for; a scenario that names proxies runs on those of them it names. */
  wanted: readonly ProxyRequest[];
  seed: string;
  /** Stretches every timer. */
  time_scale: number;
  /** Where in a scenario's file something stands, for messages. */
  where?: (scenario: LoadedScenario, path: readonly (string | number)[]) => string;
}

/**
 * Scenarios × faults × proxies → trials. Pure: the same input gives the same plan, and each trial
 * has a seed of its own that depends on the run's seed and the trial's id alone.
 * @throws Problem `scenario-invalid` for an unknown fault, variant, proxy or parameter
 */
export function plan(input: PlanInput): Trial[] {
  const trials = input.scenarios.flatMap((loaded) => planScenario(loaded, input));
  const seen = new Map<string, number>();
  return trials.map((trial) => {
    const times = (seen.get(trial.id) ?? 0) + 1;
    seen.set(trial.id, times);
    const id = times === 1 ? trial.id : `${trial.id}#${times}`;
    // The proxy is left out of the seed: every proxy meets the same acts.
    const seed = `${input.seed}/${trial.scenario}/${trial.fault}~${trial.variant}#${times}`;
    return { ...trial, id, seed };
  });
}

function planScenario(loaded: LoadedScenario, input: PlanInput): Trial[] {
  const { scenario } = loaded;
  for (const [index, id] of (scenario.proxies ?? []).entries()) {
    if (!input.proxies.includes(id)) {
      const message = `unknown proxy "${id}".${didYouMean(id, input.proxies)}`;
      throw invalid(loaded, input, ["proxies", index], message);
    }
  }
  for (const id of Object.keys(scenario.expect ?? {})) {
    if (!input.proxies.includes(id)) {
      const message = `unknown proxy "${id}".${didYouMean(id, input.proxies)}`;
      throw invalid(loaded, input, ["expect", id], message);
    }
  }
  const wanted = input.wanted.filter(({ id }) => scenario.proxies?.includes(id) ?? true);
  return scenario.faults.flatMap((entry, index) => {
    const rows = rowsOf(entry, index, loaded, input);
    return rows.flatMap((row) => wanted.map((proxy) => trialOf(row, entry, proxy, loaded, input)));
  });
}

function trialOf(
  row: Row,
  entry: ScenarioFault,
  proxy: ProxyRequest,
  loaded: LoadedScenario,
  input: PlanInput,
): Trial {
  const { scenario } = loaded;
  const name = row.variant === "" ? row.fault : `${row.fault}~${row.variant}`;
  const place = proxy.version === undefined ? proxy.id : `${proxy.id}@${proxy.version}`;
  const expect = scenario.expect?.[proxy.id];
  const { requests, shows_in: own_shows_in, symptoms, needs_name: _checked, ...rest } = row;
  // What a fault says of its own requests says nothing of others.
  const shows_in = scenario.shows_in ?? (scenario.requests ? undefined : own_shows_in);
  return {
    ...rest,
    id: `${loaded.id}/${name}/${place}`,
    scenario: loaded.id,
    title: scenario.title,
    when: entry.when,
    ...(shows_in === undefined ? {} : { shows_in: [...shows_in] }),
    ...(symptoms === undefined || scenario.requests ? {} : { symptoms: [...symptoms] }),
    ...(entry.upstream === undefined ? {} : { faulty: [entry.upstream - 1] }),
    proxy: proxy.id,
    ...(proxy.version === undefined ? {} : { proxy_version: proxy.version }),
    topology: scaleTopology(scenario.topology, input.time_scale),
    requests: (scenario.requests ?? requests).map((each) => scaleRequest(each, input.time_scale)),
    ...(expect ? { expect } : {}),
    needs: [...new Set([...row.needs, ...scenario.needs])],
    ...(scenario.waiting_for === undefined ? {} : { waiting_for: scenario.waiting_for }),
    seed: "",
  };
}

function rowsOf(
  entry: ScenarioFault,
  index: number,
  loaded: LoadedScenario,
  input: PlanInput,
): Row[] {
  if (entry.upstream !== undefined && entry.upstream > loaded.scenario.topology.upstreams) {
    const there = loaded.scenario.topology.upstreams;
    throw invalid(
      loaded,
      input,
      ["faults", index, "upstream"],
      `there are only ${there} upstreams`,
    );
  }
  refuseOtherProtocol(entry, index, loaded, input);
  const rows =
    "script" in entry
      ? [writtenRow(entry, index, input.time_scale)]
      : usedRows(entry, index, foundFault(entry, index, loaded, input), loaded, input);
  refuseUnnamed(rows, index, loaded, input);
  const unasked = rows.find((row) => row.scope !== "request");
  if (unasked && needsRequest(entry.when)) {
    const message = `"${unasked.fault}" acts before a request is read: it cannot depend on path, method or header`;
    throw invalid(loaded, input, ["faults", index, "when"], message);
  }
  return rows;
}

function foundFault(
  entry: UsedFault,
  index: number,
  loaded: LoadedScenario,
  input: PlanInput,
): CatalogueFault {
  const found = input.faults.get(entry.use);
  if (found) return found;
  const message = `unknown fault "${entry.use}".${didYouMean(entry.use, input.faults.keys())}`;
  throw invalid(loaded, input, ["faults", index, "use"], message);
}

type UsedFault = Extract<ScenarioFault, { use: string }>;
type WrittenFault = Extract<ScenarioFault, { script: Act[] }>;

function usedRows(
  entry: UsedFault,
  index: number,
  { fault, family }: CatalogueFault,
  loaded: LoadedScenario,
  input: PlanInput,
): Row[] {
  const at = (path: readonly (string | number)[], message: string) =>
    invalid(loaded, input, ["faults", index, ...path], message);
  return variantsFor(entry, fault, at).map(({ name, params }) => {
    const scaled = scaleParams(params, input.time_scale);
    const acts = outline(fault.script(scaled, createRandom("outline")));
    const { requests, shows_in, symptoms } = settingOf(fault, params);
    return {
      family,
      fault: fault.id,
      variant: name,
      acting: { fault: fault.id, params: scaled },
      scope: fault.scope,
      // A symptom speaks of unstretched times: timers are stretched with the parameters.
      symptom: symptomOf(fault, params),
      requests,
      ...(shows_in ? { shows_in } : {}),
      ...(symptoms ? { symptoms } : {}),
      needs_name: needsName(acts.map(({ kind }) => kind)),
      needs: fault.needs ?? [],
      own_process:
        acts.some((act) => processActs.has(act.kind)) || fault.descriptors_max !== undefined,
      below_tls: fault.below_tls ?? false,
      exclusive: fault.exclusive ?? false,
      ...(fault.descriptors_max === undefined ? {} : { descriptors_max: fault.descriptors_max }),
    };
  });
}

/** @throws Problem where a fault speaks another protocol than the scenario's proxy does */
function refuseOtherProtocol(
  entry: ScenarioFault,
  index: number,
  loaded: LoadedScenario,
  input: PlanInput,
): void {
  const fault = "use" in entry ? input.faults.get(entry.use)?.fault : undefined;
  const { protocol } = loaded.scenario.topology;
  if (!fault || suits(fault, protocol)) return;
  const wanted = [fault.protocols ?? ["http"]].flat().join(" or ");
  const message = `${fault.id} speaks ${wanted}, but the proxy speaks ${protocol} to the upstreams: set topology.protocol`;
  throw invalid(loaded, input, ["faults", index, "use"], message);
}

/** @throws Problem where a fault acts on a name, but the scenario's proxy is given an address */
function refuseUnnamed(
  rows: readonly Row[],
  index: number,
  loaded: LoadedScenario,
  input: PlanInput,
): void {
  const named = rows.find((row) => row.needs_name);
  if (!named || loaded.scenario.topology.resolve !== "never") return;
  const message = `"${named.fault}" acts on the upstream's name, but the proxy is given an address: set topology.resolve to request or watched`;
  throw invalid(loaded, input, ["faults", index], message);
}

/** The variants that an entry asks for: one by name, one by parameters, or all of them. */
function variantsFor(
  entry: UsedFault,
  fault: AnyFault,
  at: (path: readonly (string | number)[], message: string) => Problem,
): { name: string; params: Record<string, unknown> }[] {
  const known = Object.keys(fault.variants ?? {});
  const variant = entry.variant;
  if (variant !== undefined && !known.includes(variant)) {
    const list = known.length > 0 ? `; there are ${known.join(", ")}` : "; it has none";
    throw at(
      ["variant"],
      `unknown variant "${variant}" of ${fault.id}${list}.${didYouMean(variant, known)}`,
    );
  }
  if (variant === undefined && entry.params === undefined) return variantsOf(fault);
  const base = variant === undefined ? {} : fault.variants?.[variant];
  const parsed = fault.params.safeParse({ ...base, ...entry.params });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    if (issue?.code === "unrecognized_keys") {
      throw at(["params", issue.keys[0] ?? ""], unknownParam(fault, issue.keys[0] ?? ""));
    }
    const path = (issue?.path ?? []).map(String);
    const message = `${fault.id}: ${path.join(".")}: ${issue?.message ?? "invalid"}`;
    throw at(["params", ...path], message);
  }
  return [{ name: variant ?? describeParams(entry.params ?? {}), params: parsed.data }];
}

function unknownParam(fault: AnyFault, name: string): string {
  const known = Object.keys(fault.params.shape);
  const list = known.length > 0 ? `; there are ${known.join(", ")}` : "; it has none";
  return `unknown parameter "${name}" of ${fault.id}${list}.${didYouMean(name, known)}`;
}

function describeParams(params: Record<string, unknown>): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(",");
}

function writtenRow(entry: WrittenFault, index: number, time_scale: number): Row {
  const script = entry.script.map((act) => scaleAct(act, time_scale));
  const kinds = script.map((act) => act.kind);
  return {
    family: "scenario",
    fault: entry.name ?? `script-${index + 1}`,
    variant: "",
    acting: { script },
    scope: scopeOfActs(kinds),
    symptom: {
      kind: entry.symptom,
      ...(entry.detail === undefined ? {} : { detail: entry.detail }),
      ...(entry.status === undefined ? {} : { status: entry.status }),
    },
    requests: [defaultRequest],
    needs_name: needsName(kinds),
    needs: needsOfActs(kinds),
    own_process: kinds.some((kind) => processActs.has(kind)),
    below_tls: kinds.some((kind) => handshakeActs.has(kind)),
    exclusive: kinds.includes("burn") || kinds.includes("exhaust-memory"),
  };
}

function invalid(
  loaded: LoadedScenario,
  input: PlanInput,
  path: readonly (string | number)[],
  message: string,
): Problem {
  const place = input.where?.(loaded, path) ?? loaded.file ?? loaded.id;
  return new Problem("scenario-invalid", `${place}: ${message}`);
}
