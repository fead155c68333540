import { parseExpression, parseFormat } from "./expression.ts";
import type { Action, Part, Value } from "./step.ts";

const stops = new Set([
  "auth",
  "deny",
  "redirect",
  "reject",
  "return",
  "silent-drop",
  "tarpit",
  "use-service",
]);

/**
 * The action of a rule such as `http-request`; nothing for one that has no say in where a request
 * goes. @param words what follows the action's name
 */
export function readAction(name: string, words: readonly string[]): Action | undefined {
  if (stops.has(name)) return { kind: "stop" };
  if (name === "allow" || name === "accept") return { kind: "skip" };
  const [first = "", second = "", third = ""] = words;
  const variable = /^(set-var|set-var-fmt|unset-var)\(([^),]+)[^)]*\)$/.exec(name);
  if (variable) {
    const part: Part = { kind: "variable", name: variable[2] ?? "" };
    if (variable[1] === "unset-var") return { kind: "unset", part };
    return {
      kind: "set",
      part,
      value: variable[1] === "set-var" ? sampled(words) : formatted(first),
    };
  }
  const plain = parts[name];
  if (plain) return { kind: "set", part: { kind: plain }, value: formatted(first) };
  const header: Part = { kind: "header", name: first.toLowerCase() };
  switch (name) {
    case "set-header":
      return { kind: "set", part: header, value: formatted(second) };
    case "del-header":
      return { kind: "unset", part: header };
    case "replace-header":
    case "replace-value":
      return {
        ...{ kind: "replace", part: header, pattern: second, value: formatted(third) },
        each: name === "replace-value",
      };
    case "set-src":
      return { kind: "set", part: { kind: "source" }, value: sampled(words) };
    default:
      return replacing(name, first, second);
  }
}

const parts: Readonly<Record<string, "method" | "path" | "pathq" | "query" | "uri">> = {
  "set-method": "method",
  "set-path": "path",
  "set-pathq": "pathq",
  "set-query": "query",
  "set-uri": "uri",
};

function replacing(name: string, pattern: string, format: string): Action | undefined {
  const kind = (
    { "replace-path": "path", "replace-pathq": "pathq", "replace-uri": "uri" } as const
  )[name];
  if (!kind) return undefined;
  return { kind: "replace", part: { kind }, pattern, value: formatted(format), each: false };
}

/** An expression takes the words up to the condition. */
function sampled(words: readonly string[]): Value {
  const end = words.findIndex((word) => word === "if" || word === "unless");
  const text = words.slice(0, end < 0 ? undefined : end).join("");
  try {
    return { kind: "expression", expression: parseExpression(text) };
  } catch {
    return unreadable(text);
  }
}

function formatted(text: string): Value {
  try {
    return { kind: "format", parts: parseFormat(text) };
  } catch {
    return unreadable(text);
  }
}

/** A value that cannot be read cannot be foreseen either. */
function unreadable(text: string): Value {
  return { kind: "format", parts: [{ kind: "variable", name: `(${text})` }] };
}
