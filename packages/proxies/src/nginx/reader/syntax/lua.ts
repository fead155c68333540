/**
 * The position after the `}` that ends a Lua block which begins at `from`; braces in strings,
 * long brackets and comments do not count. Undefined if it never ends.
 */
export function skipLua(text: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === "{") depth += 1;
    else if (character === "}") depth -= 1;
    else if (character === '"' || character === "'") at = endOfString(text, at);
    else if (character === "-" && text[at + 1] === "-") at = endOfComment(text, at);
    else if (character === "[") at = endOfLongBracket(text, at) ?? at;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === text[from]) return at;
  }
  return text.length;
}

function endOfComment(text: string, from: number): number {
  const long = text[from + 2] === "[" ? endOfLongBracket(text, from + 2) : undefined;
  if (long !== undefined) return long;
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

/** `[[ … ]]`, `[=[ … ]=]` and so on; undefined if none begins here. */
function endOfLongBracket(text: string, from: number): number | undefined {
  let level = 0;
  while (text[from + 1 + level] === "=") level += 1;
  if (text[from + 1 + level] !== "[") return undefined;
  const closing = `]${"=".repeat(level)}]`;
  const end = text.indexOf(closing, from);
  return end === -1 ? text.length : end + closing.length - 1;
}
