import type { Directive } from "../syntax/directive.ts";
import { patternOf } from "../regex/pattern.ts";
import { evaluate, lookup } from "../variables/evaluate.ts";
import { solve } from "../variables/solve.ts";
import { parseTemplate } from "../variables/template.ts";
import { isKnown } from "../variables/value.ts";
import { assume, offer, remember, type Run } from "./run.ts";

/** True if the block of an `if` applies; requests for which it is otherwise are put aside. */
export function holdsTrue(run: Run, directive: Directive): boolean {
  const [left = "", operator, right = ""] = wordsOf(directive);
  const fileTest = /^(!?)-([fdex])$/.exec(left);
  const result =
    fileTest !== null
      ? testFile(run, fileTest[1] === "!", fileTest[2]!, operator ?? "")
      : test(run, directive, left.replace(/^\$\{?(\w+)\}?$/, "$1"), operator, right);
  run.trace.push(`${directive.file}:${directive.line}=${result}`);
  return result;
}

const memory = new WeakMap<Directive, string[]>();

/** The words without the brackets around them. */
function wordsOf(directive: Directive): string[] {
  const known = memory.get(directive) ?? stripped(directive);
  memory.set(directive, known);
  return known;
}

function stripped({ args }: Directive): string[] {
  const words = [...args];
  words[0] = (words[0] ?? "").replace(/^\(/, "");
  const last = words.length - 1;
  words[last] = words[last]!.replace(/\)$/, "");
  return words.filter((word, index) => word !== "" || (index > 1 && index === words.length - 1));
}

function test(
  run: Run,
  directive: Directive,
  variable: string,
  operator: string | undefined,
  right: string,
): boolean {
  const value = lookup(run, variable);
  if (!isKnown(value)) {
    const key = `${directive.file}:${directive.line}`;
    return assume(run, key, 2, value.unknown) === 1;
  }
  if (operator === undefined) {
    const isTrue = value !== "" && value !== "0";
    wish(run, variable, isTrue ? ["", "0"] : ["1", "probe"]);
    return isTrue;
  }
  const negated = operator.startsWith("!");
  if (operator.includes("~")) return testPattern(run, directive, variable, value, operator, right);
  const wanted = evaluate(run, parseTemplate(right));
  if (!isKnown(wanted)) return assume(run, directive.text, 2, wanted.unknown) === 1;
  const isEqual = value === wanted;
  wish(run, variable, isEqual ? ["", "probe", "POST", "GET"] : [wanted]);
  return isEqual !== negated;
}

function testPattern(
  run: Run,
  directive: Directive,
  variable: string,
  value: string,
  operator: string,
  right: string,
): boolean {
  const pattern = patternOf(directive, right, operator.endsWith("*"));
  const captures = pattern.match(value);
  if (captures === "unknown") {
    return assume(run, right, 2, `the expression ${right} is not followed`) === 1;
  }
  if (captures !== undefined) remember(run, pattern, captures, [{ variable }]);
  const others = captures === undefined ? pattern.samples().slice(0, 4) : ["", "probe", "PUT"];
  wish(run, variable, others);
  return (captures !== undefined) !== operator.startsWith("!");
}

function wish(run: Run, variable: string, values: readonly string[]): void {
  for (const value of values) offer(run, () => solve(run, variable, value).slice(0, 3));
}

function testFile(run: Run, negated: boolean, kind: string, name: string): boolean {
  const path = evaluate(run, parseTemplate(name));
  if (!isKnown(path)) return assume(run, name, 2, path.unknown) === 1;
  const { trial } = run;
  const folder = path.endsWith("/") ? path : `${path}/`;
  // The roots themselves are there.
  const isFolder = trial.files.includes(folder) || (path.endsWith("/") && run.uri === "/");
  const isFile = trial.files.includes(path) && !path.endsWith("/");
  const missing = kind === "d" || path.endsWith("/") ? folder : path;
  const found = kind === "f" ? isFile : kind === "d" ? isFolder : isFile || isFolder;
  if (!found && (kind !== "f" || !path.endsWith("/"))) {
    offer(run, () => [{ ...trial, files: [...trial.files, missing] }]);
  }
  return found !== negated;
}
