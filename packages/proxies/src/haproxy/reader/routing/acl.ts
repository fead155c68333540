import type { Test } from "./condition.ts";
import { parseExpression, type Expression } from "./expression.ts";
import { canonical, fetchOf } from "./fetches.ts";
import { parsePatternFile } from "./maps.ts";
import { makePatterns, methods, type Method, type Pattern } from "./patterns.ts";

/** Reads the file of `-f`; undefined if it cannot be read. */
export type ReadPatterns = (path: string) => string | undefined;

/**
 * Reads a criterion with its flags and patterns: `path_beg -i /api /v2`.
 * @throws Error with the cause
 */
export function parseTest(words: readonly string[], read: ReadPatterns): Test {
  const { expression, method: ofName } = criterion(words[0] ?? "");
  const flags = readFlags(words.slice(1), read);
  const method = flags.method ?? ofName ?? usualMethod(expression);
  const values = method === "int" || method === "len" ? ranges(flags.rest) : flags.rest;
  const list: Pattern[] = [...flags.fromFiles, ...values].map((text) => ({ text }));
  return {
    expression,
    patterns: makePatterns(method, flags.insensitive, list),
    text: words.join(" "),
  };
}

const suffixes: Readonly<Record<string, Method>> = {
  _beg: "beg",
  _end: "end",
  _sub: "sub",
  _dir: "dir",
  _dom: "dom",
  _reg: "reg",
  _len: "len",
};

/** `path_beg` is `path` with a method, unless a fetch has that very name. */
function criterion(text: string): { expression: Expression; method?: Method } {
  const expression = parseExpression(text);
  const { fetch } = expression;
  const method = suffixes[fetch.name.slice(-4)];
  const base = fetch.name.slice(0, -4);
  if (!method || fetchOf(fetch.name) || !/^[a-z]/.test(base)) return { expression };
  return { expression: { ...expression, fetch: { ...fetch, name: base } }, method };
}

interface Flags {
  insensitive: boolean;
  method?: Method;
  fromFiles: string[];
  rest: readonly string[];
}

function readFlags(words: readonly string[], read: ReadPatterns): Flags {
  const flags: Flags = { insensitive: false, fromFiles: [], rest: [] };
  let at = 0;
  for (; at < words.length; at += 1) {
    const flag = words[at] ?? "";
    const argument = words[at + 1] ?? "";
    if (flag === "-i") flags.insensitive = true;
    else if (flag === "-m") {
      if (!methods.has(argument)) throw new Error(`-m ${argument} is no way to match`);
      flags.method = argument as Method;
      at += 1;
    } else if (flag === "-f") {
      const content = read(argument);
      if (content === undefined) throw new Error(`the patterns of ${argument} cannot be read`);
      flags.fromFiles.push(...parsePatternFile(content));
      at += 1;
    } else if (flag === "-u") at += 1;
    else if (flag === "--") {
      at += 1;
      break;
    } else if (!/^-[nM]$/.test(flag)) break;
  }
  return { ...flags, rest: words.slice(at) };
}

const numbers =
  /^(dst_port|src_port|nbsrv|req\.hdr_cnt|req\.hdr_val|req\.fhdr_cnt|req\.len|req\.body_len|req\.body_size|req\.ssl_hello_type|rand|connslots|queue|avg_queue|ssl_c_verify|ssl_c_err|ssl_c_ca_err|status|srv_weight|(be|fe|srv)_\w+|sc\d?_\w+|src_\w+|ssl_fc_use_keysize|date|int|fc_http_major|http_auth_bearer_cnt)$/;
const truths =
  /^(always_(true|false)|ssl_fc|ssl_c_used|ssl_fc_has_\w+|req\.proto_http|http_first_req|wait_end|srv_is_up|bool|stopping|http_auth|ssl_fc_is_\w+|fc_rcvd_proxy)$/;

/** What the value of an expression is held against where nothing says so. */
function usualMethod({ fetch, converters }: Expression): Method {
  const last = converters.at(-1)?.name;
  if (last !== undefined) {
    if (/^(length|add|sub|mul|div|mod|strcmp|map_\w+_int)$/.test(last)) return "int";
    if (/^(bool|not|and|or)$/.test(last) && last !== "and" && last !== "or") return "bool";
    return last === "ipmask" ? "ip" : "str";
  }
  const name = canonical(fetch.name);
  if (name === "src" || name === "dst") return "ip";
  if (truths.test(name)) return "bool";
  return numbers.test(name) ? "int" : "str";
}

const operators = new Set(["eq", "ge", "gt", "le", "lt"]);

/** `gt 5 lt 9` as ranges of whole numbers; plain values and ranges stay. */
function ranges(words: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const each = words[at] ?? "";
    if (!operators.has(each)) {
      found.push(each);
      continue;
    }
    at += 1;
    found.push(rangeOf(each, words[at] ?? ""));
    // The operator holds for the values that follow, too.
    while (at + 1 < words.length && !operators.has(words[at + 1] ?? "")) {
      at += 1;
      found.push(rangeOf(each, words[at] ?? ""));
    }
  }
  return found;
}

function rangeOf(operator: string, value: string): string {
  const number = Number(value);
  if (operator === "eq") return value;
  if (operator === "ge") return `${number}:`;
  if (operator === "gt") return `${number + 1}:`;
  return operator === "le" ? `:${number}` : `:${number - 1}`;
}
