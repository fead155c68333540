/**
 * Arguments in parentheses, as HAProxy's `make_arg_list` reads them: quotes and backslashes have a
 * meaning of their own here, and parentheses do not nest.
 * @returns the arguments and the index after the closing one; no arguments if there is no `(`
 * @throws Error with the cause
 */
export function readArguments(text: string, at: number): { args: string[]; end: number } {
  if (text[at] !== "(") return { args: [], end: at };
  const args: string[] = [];
  let current = "";
  let quote = "";
  for (let index = at + 1; index < text.length; index += 1) {
    const character = text[index] ?? "";
    if (character === quote) quote = "";
    else if (quote === "" && (character === '"' || character === "'")) quote = character;
    else if (character === "\\" && quote !== "'") {
      const next = text[index + 1] ?? "";
      const known = escaped[next];
      current += known ?? "\\";
      if (known !== undefined) index += 1;
    } else if (quote === "" && (character === "," || character === ")")) {
      args.push(current);
      current = "";
      if (character === ")") return { args, end: index + 1 };
    } else current += character;
  }
  throw new Error(`no closing parenthesis in "${text.slice(at, at + 60)}"`);
}

const escaped: Record<string, string> = {
  "\\": "\\",
  " ": " ",
  '"': '"',
  "'": "'",
  r: "\r",
  n: "\n",
  t: "\t",
};
