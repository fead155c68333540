import { oneInForce, own, type Block } from "../model/block.ts";
import type { Run } from "../trial/run.ts";
import { evaluate } from "./evaluate.ts";
import { parseTemplate } from "./template.ts";
import type { Value } from "./value.ts";

/** `$document_root`: the folder that is in force; `html` is relative to nginx's prefix. */
export function rootOf(run: Run): Value {
  const alias = aliasOf(run.block);
  if (alias !== undefined) return evaluate(run, parseTemplate(alias.path));
  return evaluate(run, parseTemplate(oneInForce(run.block, "root")?.args[0] ?? "html"));
}

/** The file that a path stands for. */
export function fileOf(run: Run, path: string): Value {
  const root = rootOf(run);
  if (typeof root !== "string") return root;
  const alias = aliasOf(run.block);
  if (alias === undefined) return root.replace(/\/$/, "") + path;
  // With a regular expression the alias is the whole file.
  return alias.prefix === undefined ? root : root + path.slice(alias.prefix.length);
}

interface Alias {
  path: string;
  /** What it takes the place of; none in a location with a regular expression. */
  prefix?: string;
}

/** `alias` is inherited by `if` and nested locations, unless one of them has a `root`. */
function aliasOf(block: Block): Alias | undefined {
  for (let each: Block | undefined = block; each !== undefined; each = each.parent) {
    if (own(each, "root").length > 0) return undefined;
    const path = own(each, "alias")[0]?.args[0];
    if (path === undefined) continue;
    const location = locationOf(each);
    const [first = "", second] = location?.directive.args ?? [];
    if (first.startsWith("~")) return { path };
    return { path, prefix: second ?? first };
  }
  return undefined;
}

function locationOf(block: Block): Block | undefined {
  let each: Block | undefined = block;
  while (each !== undefined && each.directive.name !== "location") each = each.parent;
  return each;
}
