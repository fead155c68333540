import type { Captured, Run } from "../trial/run.ts";
import { withHeader, type Trial } from "../trial/trial.ts";
import { keysOf } from "./evaluate.ts";
import type { Rule } from "./rules.ts";
import { fitTemplate, type Part } from "./template.ts";

const depthMax = 8;
const foundMax = 6;

/** Requests in which the template would give the text. */
export function solveParts(
  run: Run,
  parts: readonly Part[],
  wanted: string,
  depth = 0,
  from: Trial = run.trial,
): Trial[] {
  const wishes = fitTemplate(parts, wanted);
  if (wishes === undefined || wishes.length === 0) return [];
  let trials = [from];
  for (const [variable, value] of wishes) {
    trials = trials.flatMap((trial) => solve(run, variable, value, depth, trial));
    if (trials.length > foundMax) trials.length = foundMax;
  }
  return trials;
}

/** Requests in which the variable would hold the value. */
export function solve(
  run: Run,
  name: string,
  value: string,
  depth = 0,
  trial: Trial = run.trial,
): Trial[] {
  run.work.step();
  if (depth > depthMax || /[\r\n]/.test(value)) return [];
  const set = run.set.get(name);
  if (set !== undefined) return solveParts(run, set.from, value, depth + 1, trial);
  const captured = run.named.get(name);
  if (captured !== undefined) {
    return solveCapture(run, captured, captured.pattern.names[name]!, value, depth, trial);
  }
  if (/^[1-9]$/.test(name) && run.captured !== undefined) {
    return solveCapture(run, run.captured, Number(name), value, depth, trial);
  }
  const rule = run.rules.get(name);
  if (rule !== undefined) return solveRule(run, rule, value, depth, trial);
  if (name === "server_port" || name === "scheme") return otherFronts(run, name, value, trial);
  const direct = ofRequest(name, value, trial);
  return direct === undefined ? [] : [direct];
}

function otherFronts({ site }: Run, name: string, value: string, trial: Trial): Trial[] {
  const fronts = site.fronts.filter(({ address, tls }) => {
    if (name === "scheme") return value === (tls ? "https" : "http");
    return address.kind === "tcp" && String(address.port) === value;
  });
  return fronts.slice(0, foundMax).map(({ id }) => ({ ...trial, front: id }));
}

function solveCapture(
  run: Run,
  { pattern, subject }: Captured,
  index: number,
  value: string,
  depth: number,
  trial: Trial,
): Trial[] {
  const texts = pattern.samplesWith({ [index]: value }).slice(0, 2);
  return texts.flatMap((text) => solveParts(run, subject, text, depth + 1, trial));
}

function solveRule(run: Run, rule: Rule, value: string, depth: number, trial: Trial): Trial[] {
  if (rule.kind !== "map") return [];
  const entries = rule.entries.filter((entry) => entry.value === value);
  const keys = entries.slice(0, foundMax).flatMap((entry) => keysOf(entry));
  if (rule.otherwise === value) keys.push("", "probe-other");
  return keys.flatMap((key) => solveParts(run, rule.source, key, depth + 1, trial));
}

/** A request with this value in the place that the variable is read from. */
function ofRequest(name: string, value: string, trial: Trial): Trial | undefined {
  const [, kind, rest] = /^(http|arg|cookie)_(\w+)$/.exec(name) ?? [];
  if (name === "host" || name === "http_host" || name === "ssl_preread_server_name") {
    return /^[A-Za-z0-9._-]*$/.test(value) ? { ...trial, host: value.toLowerCase() } : undefined;
  }
  if (kind === "http") return withHeader(trial, rest!.replaceAll("_", "-").toLowerCase(), value);
  if (kind === "arg") return withArgument(trial, rest!, value);
  if (kind === "cookie") return withCookie(trial, rest!, value);
  switch (name) {
    case "request_method":
      return /^[A-Z]+$/.test(value) ? { ...trial, method: value } : undefined;
    case "uri":
    case "document_uri":
      return value.startsWith("/") ? { ...trial, path: value } : undefined;
    case "request_uri":
      return withUri(trial, value);
    case "args":
    case "query_string":
      return { ...trial, query: value.replace(/[\s#]/g, "+") };
    case "remote_addr":
    case "binary_remote_addr":
      return /^[0-9a-fA-F.:]+$/.test(value) ? { ...trial, client: value } : undefined;
    case "content_type":
      return withHeader(trial, "content-type", value);
    case "ssl_client_verify":
      return { ...trial, certificate: value === "SUCCESS" };
    case "invalid_referer":
      return withHeader(trial, "referer", value === "" ? `http://${trial.host}/` : "http://probe/");
    default:
      return undefined;
  }
}

function withUri(trial: Trial, value: string): Trial | undefined {
  if (!value.startsWith("/") || /[\s#%]/.test(value)) return undefined;
  const [path = "/", query = ""] = value.split(/\?(.*)/s);
  return { ...trial, path, query };
}

function withArgument(trial: Trial, name: string, value: string): Trial | undefined {
  if (/[&#\s]/.test(value)) return undefined;
  const others = trial.query
    .split("&")
    .filter((each) => each !== "" && !each.startsWith(`${name}=`));
  const own = value === "" ? [] : [`${name}=${value}`];
  return { ...trial, query: [...others, ...own].join("&") };
}

function withCookie(trial: Trial, name: string, value: string): Trial | undefined {
  if (/[;\s]/.test(value)) return undefined;
  const old = (trial.headers.cookie ?? "").split(/;\s*/);
  const others = old.filter((each) => each !== "" && !each.startsWith(`${name}=`));
  const own = value === "" ? [] : [`${name}=${value}`];
  return withHeader(trial, "cookie", [...others, ...own].join("; "));
}
