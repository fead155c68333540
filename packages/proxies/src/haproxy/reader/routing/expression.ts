import { readArguments } from "../text/condition-args.ts";

/** A sample fetch or converter with its arguments. */
export interface Call {
  name: string;
  args: string[];
}

/** `req.hdr(host),lower,map(/etc/haproxy/hosts.map)`. */
export interface Expression {
  fetch: Call;
  converters: Call[];
  text: string;
}

const name = /[A-Za-z0-9_.-]+/y;

/**
 * Reads an expression that begins at `from`.
 * @returns it, and the index after it
 * @throws Error with the cause
 */
export function readExpression(text: string, from = 0): { expression: Expression; end: number } {
  const calls: Call[] = [];
  let at = from;
  for (;;) {
    name.lastIndex = at;
    const found = name.exec(text)?.[0];
    if (found === undefined)
      throw new Error(`"${text.slice(at, at + 40)}" is no sample expression`);
    const { args, end } = readArguments(text, at + found.length);
    calls.push({ name: found, args });
    at = end;
    if (text[at] !== ",") break;
    at += 1;
  }
  const [fetch, ...converters] = calls;
  if (!fetch) throw new Error("a sample expression was expected");
  return { expression: { fetch, converters, text: text.slice(from, at) }, end: at };
}

/** An expression that takes the whole text. @throws Error with the cause */
export function parseExpression(text: string): Expression {
  const { expression, end } = readExpression(text);
  if (end === text.length) return expression;
  throw new Error(`"${text.slice(end, end + 40)}" was not expected in a sample expression`);
}

/** A part of a log-format string. */
export type FormatPart =
  | { kind: "text"; text: string }
  | { kind: "expression"; expression: Expression }
  /** `%ci` and the like. */
  | { kind: "variable"; name: string };

/** Reads a log-format string. @throws Error with the cause */
export function parseFormat(text: string): FormatPart[] {
  const parts: FormatPart[] = [];
  const addText = (more: string) => {
    const last = parts.at(-1);
    if (last?.kind === "text") last.text += more;
    else parts.push({ kind: "text", text: more });
  };
  let at = 0;
  while (at < text.length) {
    const percent = text.indexOf("%", at);
    if (percent !== at) {
      addText(text.slice(at, percent < 0 ? undefined : percent));
      if (percent < 0) break;
    }
    at = percent;
    const start = /^%(?:\{[^}]*\})?/.exec(text.slice(at, at + 60))?.[0].length ?? 1;
    if (text[at + 1] === "%") {
      addText("%");
      at += 2;
    } else if (text[at + start] === "[") {
      const { expression, end } = readExpression(text, at + start + 1);
      if (text[end] !== "]") throw new Error(`no closing bracket in "${text.slice(at, at + 60)}"`);
      parts.push({ kind: "expression", expression });
      at = end + 1;
    } else {
      const variable = /^[A-Za-z]+/.exec(text.slice(at + start, at + start + 10))?.[0] ?? "";
      parts.push({ kind: "variable", name: variable });
      at += start + variable.length;
    }
  }
  return parts;
}
