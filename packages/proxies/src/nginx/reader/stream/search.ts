import { oneInForce } from "../model/block.ts";
import type { FrontModel, Server, Site } from "../model/site.ts";
import type { Directive } from "../syntax/directive.ts";
import { Work, setVariable, type Run } from "../trial/run.ts";
import { clientAddress, keyOf, trialOf, type Trial } from "../trial/trial.ts";
import { evaluate } from "../variables/evaluate.ts";
import { parseTemplate } from "../variables/template.ts";
import { possibleValues } from "../variables/possible.ts";
import type { Value } from "../variables/value.ts";

export interface StreamWay {
  target: Value;
  /** What the client says in its TLS hello. */
  server_name?: string;
  client?: string;
  unreachable?: string;
}

const trialsMax = 500;

/** Each target of a `proxy_pass` once. */
export function findStreamWays(
  site: Site,
  server: Server,
  front: FrontModel,
  directive: Directive,
): StreamWay[] {
  const work = new Work(200_000);
  const ways = new Map<string, StreamWay>();
  const seen = new Set<string>();
  const queue = [trialOf(front.id, "", "/")];
  for (let at = 0; at < queue.length && at < trialsMax && work.left > 0; at += 1) {
    const trial = queue[at]!;
    if (seen.has(keyOf(trial))) continue;
    seen.add(keyOf(trial));
    const run = runOf(site, server, front, trial, work);
    const target = evaluate(run, parseTemplate(directive.args[0]!));
    queue.push(...run.others);
    if (target === "") continue;
    const key = JSON.stringify(target);
    const way = wayOf(server, run, target);
    const known = ways.get(key);
    if (known === undefined || (known.unreachable && !way.unreachable)) ways.set(key, way);
  }
  for (const target of possibleValues(site, directive.args[0]!, server) ?? []) {
    const key = JSON.stringify(target);
    const unreachable = "No connection was found that leads to this target.";
    if (target !== "" && !ways.has(key)) ways.set(key, { target, unreachable });
  }
  return [...ways.values()];
}

function wayOf({ block }: Server, run: Run, target: Value): StreamWay {
  const { trial, doubts } = run;
  const isPreread = oneInForce(block, "ssl_preread")?.args[0] === "on";
  const name = isPreread && trial.host !== "" ? { server_name: trial.host } : {};
  if (typeof target !== "string") return { target, ...name, unreachable: `${target.unknown}.` };
  if (doubts.length > 0) return { target, ...name, unreachable: `${doubts.join("; ")}.` };
  const client = trial.client === clientAddress ? {} : { client: trial.client };
  return { target, ...name, ...client };
}

function runOf(site: Site, server: Server, front: FrontModel, trial: Trial, work: Work): Run {
  const run: Run = {
    ...{ site, front, server, trial, work, rules: site.rules, block: server.block },
    ...{ uri: "/", args: "", method: "GET", internal: false },
    ...{ set: new Map(), cached: new Map(), captured: undefined, named: new Map() },
    ...{ trace: [], others: [], doubts: [] },
  };
  for (const { name, args } of server.block.body) {
    if (name !== "set") continue;
    const from = parseTemplate(args[1] ?? "");
    setVariable(run, (args[0] ?? "").replace(/^\$/, ""), evaluate(run, from), from);
  }
  return run;
}
