/** A piece of a text with variables in it: fixed text, or the name of a variable. */
export type Part = string | { variable: string };

const variable = /\$(?:\{(\w+)\}|([0-9])|([A-Za-z_]\w*))/g;

/** `http://$host${uri}`; a capture such as `$1` has one digit, as in nginx. */
export function parseTemplate(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of text.matchAll(variable)) {
    if (match.index > at) parts.push(text.slice(at, match.index));
    parts.push({ variable: (match[1] ?? match[2] ?? match[3])! });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

export function hasVariables(text: string): boolean {
  return parseTemplate(text).some((part) => typeof part !== "string");
}

/**
 * What each variable has to be so that the template gives the text; undefined if it cannot. Two
 * variables side by side share it in one of many ways: the first one takes as little as it can.
 */
export function fitTemplate(parts: readonly Part[], text: string): [string, string][] | undefined {
  const found: [string, string][] = [];
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (typeof part === "string") {
      if (!text.startsWith(part, at)) return undefined;
      at += part.length;
      continue;
    }
    const next = parts[index + 1];
    const isLast = next === undefined;
    const end = isLast ? text.length : typeof next === "string" ? text.indexOf(next, at) : at;
    if (end === -1) return undefined;
    found.push([part.variable, text.slice(at, end)]);
    at = end;
  }
  return at === text.length ? found : undefined;
}
