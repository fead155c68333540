import type { Version } from "@gatecrash/core";
import { atLeast } from "@gatecrash/core";
import { readArguments } from "./condition-args.ts";

/** What the predicates of `.if` are asked about. */
export interface PredicateContext {
  environment: ReadonlyMap<string, string>;
  version: Version;
  /** Told of each question whose answer is assumed. */
  onAssumed(question: string, answer: boolean): void;
}

/** Deep enough for what people write; a configuration cannot exhaust the stack. */
const depthMax = 64;
const blanks = /[ \t]*/y;

/**
 * The value of an expression after `.if` or `.elif`; an empty one is false.
 * @throws Error with the cause
 */
export function evaluatePredicate(text: string, context: PredicateContext): boolean {
  if (text.trim() === "") return false;
  const [value, end] = either(text, 0, context, 0);
  if (text.slice(end).trim() !== "")
    throw new Error(`unexpected "${text.slice(end).trim().slice(0, 40)}" in the condition`);
  return value;
}

type Found = [value: boolean, end: number];

function skip(text: string, at: number): number {
  blanks.lastIndex = at;
  blanks.exec(text);
  return blanks.lastIndex;
}

function either(text: string, at: number, context: PredicateContext, depth: number): Found {
  let [value, end] = both(text, at, context, depth);
  while (text.startsWith("||", end)) {
    const [right, after] = both(text, skip(text, end + 2), context, depth);
    [value, end] = [value || right, after];
  }
  return [value, end];
}

function both(text: string, at: number, context: PredicateContext, depth: number): Found {
  let [value, end] = term(text, at, context, depth);
  while (text.startsWith("&&", end)) {
    const [right, after] = term(text, skip(text, end + 2), context, depth);
    [value, end] = [value && right, after];
  }
  return [value, end];
}

function term(text: string, from: number, context: PredicateContext, depth: number): Found {
  if (depth > depthMax) throw new Error("the condition is nested too deeply");
  const at = skip(text, from);
  if (text[at] === "!") {
    const [value, end] = term(text, at + 1, context, depth + 1);
    return [!value, end];
  }
  if (text[at] === "(") {
    const [value, end] = either(text, skip(text, at + 1), context, depth + 1);
    if (text[end] !== ")") throw new Error("a parenthesis in the condition is not closed");
    return [value, skip(text, end + 1)];
  }
  const number = /^[+-]?\d+/.exec(text.slice(at));
  if (number) return [Number(number[0]) !== 0, skip(text, at + number[0].length)];
  const name = /^[a-z_]+/.exec(text.slice(at))?.[0] ?? "";
  const { args, end } = readArguments(text, at + name.length);
  return [answer(name, args, context), skip(text, end)];
}

function answer(name: string, args: string[], context: PredicateContext): boolean {
  const [first = "", second = ""] = args;
  const assume = (value: boolean) => {
    context.onAssumed(`${name}(${args.join(",")})`, value);
    return value;
  };
  switch (name) {
    case "defined":
      return context.environment.has(first);
    case "streq":
      return first === second;
    case "strneq":
      return first !== second;
    case "strstr":
      return first.includes(second);
    case "version_atleast":
      return assume(atLeast(context.version, release(first)));
    case "version_before":
      return assume(!atLeast(context.version, release(first)));
    case "feature":
    case "openssl_version_atleast":
      return assume(true);
    case "ssllib_name_startswith":
      return assume("OpenSSL".startsWith(first));
    case "openssl_version_before":
    case "awslc_api_atleast":
    case "awslc_api_before":
    case "enabled":
    case "fips_mode":
      return assume(false);
    default:
      throw new Error(`"${name || "nothing"}" is no condition that HAProxy knows`);
  }
}

/** `2.4-dev19` without what follows the numbers. */
function release(text: string): string {
  return /^\d+(\.\d+)*/.exec(text)?.[0] ?? "0";
}
