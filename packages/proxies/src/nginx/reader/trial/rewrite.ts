import type { Directive } from "../syntax/directive.ts";
import { blockOf, ownLike, type Block } from "../model/block.ts";
import { patternOf } from "../regex/pattern.ts";
import { evaluate } from "../variables/evaluate.ts";
import { parseTemplate } from "../variables/template.ts";
import { isKnown } from "../variables/value.ts";
import { holdsTrue } from "./condition.ts";
import { remember, setVariable, type Run } from "./run.ts";

/** How the directives of the rewrite module leave a request. */
export type Rewritten =
  | { kind: "on"; block: Block; restart: boolean }
  | { kind: "status"; status: number; block: Block; at: Directive }
  | { kind: "end"; because: string };

type Stop = Extract<Rewritten, { kind: "status" | "end" }> | "break" | "last" | undefined;

const ifBlocks = new WeakMap<Directive, Block>();

/** Runs `set`, `if`, `rewrite`, `return` and `break` of a server or location in their order. */
export function rewrite(run: Run, block: Block): Rewritten {
  const state = { block, changed: false };
  const stop = runCodes(run, block, state);
  run.block = state.block;
  if (typeof stop === "object") return stop;
  const restart = stop === "last" || (stop === undefined && state.changed);
  return { kind: "on", block: state.block, restart };
}

interface State {
  block: Block;
  changed: boolean;
}

const codes = /^(set|if|rewrite|return|break)$/;

function runCodes(run: Run, block: Block, state: State): Stop {
  for (const directive of ownLike(block, codes)) {
    const stop = runCode(run, directive, block, state);
    if (stop !== undefined) return stop;
  }
  return undefined;
}

function runCode(run: Run, directive: Directive, block: Block, state: State): Stop {
  const { name, args } = directive;
  switch (name) {
    case "set": {
      const from = parseTemplate(args[1] ?? "");
      setVariable(run, (args[0] ?? "").replace(/^\$/, ""), evaluate(run, from), from);
      return undefined;
    }
    case "if": {
      if (!holdsTrue(run, directive)) return undefined;
      // One block for each `if`, so that the same pass is found again as the same.
      const inner = ifBlocks.get(directive) ?? blockOf(directive, block);
      ifBlocks.set(directive, inner);
      state.block = run.block = inner;
      return runCodes(run, inner, state);
    }
    case "rewrite":
      return runRewrite(run, directive, state);
    case "return":
      return runReturn(directive, state);
    case "break":
      return "break";
    default:
      return undefined;
  }
}

function runRewrite(run: Run, directive: Directive, state: State): Stop {
  const [expression = "", replacement = "", flag] = directive.args;
  const pattern = patternOf(directive, expression);
  run.work.step();
  const captures = pattern.match(run.uri);
  if (captures === "unknown") run.doubts.push(`the expression ${expression} is not followed`);
  if (typeof captures !== "object") return undefined;
  remember(run, pattern, captures, [{ variable: "uri" }]);
  run.trace.push(`${directive.file}:${directive.line}`);
  run.internal = true;
  const isAway = /^(https?:\/\/|\$scheme)/.test(replacement);
  if (isAway || flag === "redirect" || flag === "permanent") {
    return { kind: "end", because: `a redirect (${directive.file}:${directive.line})` };
  }
  const value = evaluate(run, parseTemplate(replacement));
  if (!isKnown(value)) return { kind: "end", because: value.unknown };
  const [path = "", query] = value.split(/\?(.*)/s);
  // A question mark at the end drops the old query, else it is added to the new one.
  const keeps = !replacement.endsWith("?");
  const own = query === undefined ? "" : query;
  run.args = keeps ? [own, run.args].filter((each) => each !== "").join("&") : own;
  run.uri = path.startsWith("/") ? path : `/${path}`;
  if (flag === "break" || flag === "last") return flag;
  state.changed = true;
  return undefined;
}

function runReturn(directive: Directive, { block }: State): Stop {
  const [code = "", text] = directive.args;
  const status = Number(code);
  const where = `${directive.file}:${directive.line}`;
  if (!Number.isInteger(status)) return { kind: "end", because: `a redirect (${where})` };
  if (text !== undefined || status < 400) {
    return { kind: "end", because: `nginx answers ${status} itself (${where})` };
  }
  return { kind: "status", status, block, at: directive };
}
