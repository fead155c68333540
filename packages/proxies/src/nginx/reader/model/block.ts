import type { Directive } from "../syntax/directive.ts";

/** A block and the blocks around it, which it inherits from. */
export interface Block {
  directive: Directive;
  body: readonly Directive[];
  parent?: Block;
}

export function blockOf(directive: Directive, parent?: Block): Block {
  const body = directive.body ?? [];
  return parent === undefined ? { directive, body } : { directive, body, parent };
}

const byNameOf = new WeakMap<readonly Directive[], Map<string, Directive[]>>();

/** The directives of this name in the block itself. */
export function own(block: Block, name: string): readonly Directive[] {
  let byName = byNameOf.get(block.body);
  if (byName === undefined) {
    byName = new Map();
    for (const each of block.body) {
      const same = byName.get(each.name);
      if (same === undefined) byName.set(each.name, [each]);
      else same.push(each);
    }
    byNameOf.set(block.body, byName);
  }
  return byName.get(name) ?? [];
}

const selections = new WeakMap<RegExp, WeakMap<readonly Directive[], readonly Directive[]>>();

/** The directives of the block itself whose names match, in order; looked for only once. */
export function ownLike({ body }: Block, names: RegExp): readonly Directive[] {
  const selection = selections.get(names) ?? new WeakMap<readonly Directive[], Directive[]>();
  selections.set(names, selection);
  const found = selection.get(body) ?? body.filter(({ name }) => names.test(name));
  selection.set(body, found);
  return found;
}

/**
 * The directives of this name that are in force: those of the nearest block that has any. A block
 * with one `proxy_set_header` or `error_page` of its own inherits none of them.
 */
export function inForce(block: Block, name: string): readonly Directive[] {
  for (let each: Block | undefined = block; each !== undefined; each = each.parent) {
    const found = own(each, name);
    if (found.length > 0) return found;
  }
  return [];
}

export function oneInForce(block: Block, name: string): Directive | undefined {
  return inForce(block, name)[0];
}
