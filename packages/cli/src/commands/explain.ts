import { resolve } from "node:path";
import {
  createRandom,
  describeAct,
  describeParameters,
  didYouMean,
  outcomesByVersion,
  outline,
  Problem,
  processings,
  settingOf,
  symptomKinds,
  symptomName,
  symptomOf,
  variantsOf,
  visibleLines,
} from "@gatecrash/core";
import type { Act, AnyFault, CatalogueFault, ProxyDriver, RequestSpec } from "@gatecrash/core";
import { loadFaults, loadProxies } from "../catalogue.ts";

/**
 * `gatecrash explain fault <id>`: what it is, what can be set, and, variant by variant, its acts,
 * what the wire shows of them, and what each proxy makes of that.
 * @throws Problem `usage-invalid`, `unknown-name`
 */
export async function explainCommand(
  what: string,
  id: string,
  options: { faults: string[] },
): Promise<number> {
  if (what !== "fault") {
    throw new Problem("usage-invalid", `cannot explain "${what}"; there is fault.`);
  }
  const faults = await loadFaults(options.faults.map((folder) => resolve(folder)));
  const found = faults.get(id);
  if (!found) {
    const hint = didYouMean(id, faults.keys());
    const help = "gatecrash list faults shows all.";
    throw new Problem("unknown-name", `no fault "${id}".${hint}`, help);
  }
  const drivers = [...(await loadProxies()).values()];
  process.stdout.write(visibleLines(`${explainFault(found, drivers).join("\n")}\n`));
  return 0;
}

function explainFault({ fault, family }: CatalogueFault, drivers: readonly ProxyDriver[]) {
  const notes = [
    `scope ${fault.scope}`,
    ...(fault.needs ?? []).map((need) => `needs ${need}`),
    ...(fault.exclusive === true ? ["runs alone"] : []),
  ];
  return [
    `${fault.id} (${family})`,
    `  ${fault.summary}`,
    `  ${notes.join(", ")}`,
    ...parameters(fault),
    ...variantsOf(fault).flatMap(({ name, params }) => [
      "",
      ...variant(fault, name, params, drivers),
    ]),
  ];
}

function parameters(fault: AnyFault): string[] {
  const all = describeParameters(fault);
  if (all.length === 0) return [];
  const lines = all.flatMap(({ name, value, initial, meaning }) => [
    `  ${name}: ${value}, default ${initial}`,
    `      ${meaning}`,
  ]);
  return ["", "Parameters", ...lines];
}

function variant(
  fault: AnyFault,
  name: string,
  params: Record<string, unknown>,
  drivers: readonly ProxyDriver[],
): string[] {
  const symptom = symptomOf(fault, params);
  const { requests, topology } = settingOf(fault, params);
  const set = Object.entries(params).map(([key, value]) => `${key}=${String(value)}`);
  return [
    name === "" ? "As it is" : `Variant ${name}`,
    ...(set.length > 0 ? [`  parameters  ${set.join(" ")}`] : []),
    `  asked by    ${requests.map(requestText).join(", ")}`,
    ...(topology.keepalive
      ? ["  topology    the proxy keeps its connections to the upstream"]
      : []),
    ...(topology.processing === "none"
      ? []
      : [`  topology    the proxy ${processings[topology.processing]}`]),
    `  symptom     ${symptomName(symptom)}: ${symptomKinds[symptom.kind]}`,
    ...acts(fault, params).map(
      (text, index) => `${index === 0 ? "  acts        " : "              "}${text}`,
    ),
    ...drivers.flatMap((driver) => outcomes(driver, fault, params)),
  ];
}

function requestText(request: RequestSpec): string {
  const { method, path, body_bytes, after_ms, after_connections, beside } = request;
  const waits = [
    ...(beside === undefined ? [] : ["beside it"]),
    ...(after_ms === undefined ? [] : [`after ${after_ms} ms`]),
    ...(after_connections === undefined ? [] : [`after ${after_connections} connections`]),
  ];
  const body = body_bytes > 0 ? [`(${body_bytes} bytes)`] : [];
  return [...waits, method, path, ...body].join(" ");
}

/** The acts with nothing on the wire; the same one again and again is counted. */
function acts(fault: AnyFault, params: Record<string, unknown>): string[] {
  const runs: { text: string; act: Act; count: number }[] = [];
  for (const act of outline(fault.script(params, createRandom("explain")))) {
    const last = runs.at(-1);
    if (last && last.act.kind === act.kind) last.count += 1;
    else runs.push({ text: actText(act), act, count: 1 });
  }
  return shortened(
    runs.map(({ text, act, count }) => (count === 1 ? text : `${count} × ${act.kind}`)),
  );
}

/** Bytes of a fault are meant for a proxy and not for a terminal. */
function actText(act: Act): string {
  const text = act.kind === "send" ? describeAct(act, act.text.length) : describeAct(act);
  return text.replace(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
}

const acts_max = 12;

function shortened(lines: readonly string[]): string[] {
  if (lines.length <= acts_max) return [...lines];
  const left = lines.length - acts_max;
  return [...lines.slice(0, acts_max), `… ${left} more`];
}

function outcomes(driver: ProxyDriver, fault: AnyFault, params: Record<string, unknown>): string[] {
  const lacked = driver.lacks?.(settingOf(fault, params).topology, undefined);
  if (lacked !== undefined)
    return [`  ${driver.id} ${driver.pinned.join(", ")}: skipped`, `      ${lacked}`];
  return outcomesByVersion(driver, fault, params).flatMap(({ versions, text, because }) => [
    `  ${driver.id} ${versions.join(", ")}: ${text}`,
    `      ${because}`,
  ]);
}
