import { difference, positionAt } from "@gatecrash/core";
import type { ConfigurationSource, Edit, Place } from "@gatecrash/core";
import { mainOf } from "../reader/read.ts";
import type { Directive } from "../reader/syntax/directive.ts";
import { readFiles } from "../reader/syntax/includes.ts";
import { placeOf } from "../reader/syntax/place.ts";

/** What surrounds a directive, and takes none of those that the rest of the location takes. */
const inner = new Set(["if", "limit_except"]);

interface Tree {
  directives: Directive[];
  parents: ReadonlyMap<Directive, Directive | undefined>;
}

/** There may be a finding for each of thousands of routes: files are read for all of them once. */
const trees = new WeakMap<ConfigurationSource, Tree>();

function treeOf(source: ConfigurationSource): Tree {
  const known = trees.get(source);
  if (known) return known;
  const { directives } = readFiles(source, mainOf(source, source.paths[0] ?? ""));
  const parents = new Map<Directive, Directive | undefined>();
  const walk = (body: readonly Directive[], parent: Directive | undefined) => {
    for (const directive of body) {
      parents.set(directive, parent);
      walk(directive.body ?? [], directive);
    }
  };
  walk(directives, undefined);
  trees.set(source, { directives, parents });
  return { directives, parents };
}

/** Collects edits of a configuration's files; a directive is found again by its place. */
export class Editor {
  readonly edits: Edit[] = [];
  readonly directives: Directive[];
  readonly #source: ConfigurationSource;
  readonly #parents: Tree["parents"];

  constructor(source: ConfigurationSource) {
    this.#source = source;
    const { directives, parents } = treeOf(source);
    this.directives = directives;
    this.#parents = parents;
  }

  /** The directive that stands there; undefined if there is none, or more than one such. */
  find({ file, line, text }: Place): Directive | undefined {
    const same = [...this.#parents.keys()].filter(
      (each) => each.line === line && each.file === file && placeOf(each).text === text,
    );
    const starts = new Set(same.map(({ span }) => `${span.path} ${span.start}`));
    return starts.size === 1 ? same[0] : undefined;
  }

  all(name: string): Directive[] {
    return [...this.#parents.keys()].filter((each) => each.name === name);
  }

  /** The directives of this name that are in force where this one stands. */
  inForce(directive: Directive, name: string): readonly Directive[] {
    for (let at = this.#parents.get(directive); ; at = this.#parents.get(at)) {
      const body = at?.body ?? (at === undefined ? this.directives : []);
      const found = body.filter((each) => each.name === name);
      if (found.length > 0 || at === undefined) return found;
    }
  }

  words(directive: Directive, name: string): readonly string[] | undefined {
    return this.inForce(directive, name)[0]?.args;
  }

  /** Sets a directive for the location of this one: in place of the location's own, or beside it. */
  set(directive: Directive, name: string, args: string): void {
    let anchor = directive;
    let block = this.#parents.get(directive);
    while (block !== undefined && inner.has(block.name)) {
      anchor = block;
      block = this.#parents.get(block);
    }
    const own = (block?.body ?? this.directives).find((each) => each.name === name);
    if (own !== undefined) this.replace(own, `${name} ${args}`);
    else if (anchor === directive) this.after(anchor, `${name} ${args}`);
    else this.before(anchor, `${name} ${args}`);
  }

  replace(directive: Directive, text: string): void {
    if (text === directive.text) return;
    const { start } = directive.span;
    const shown = placeOf({ ...directive, args: text.split(/\s+/).slice(1), text }).text;
    // No more than what differs: the rest may hold what a report must not show.
    const changed = difference(directive.text, text);
    this.#add(directive, [start + changed.from, start + changed.to], changed.text, {
      removed: [`${placeOf(directive).text};`],
      added: [`${shown};`],
    });
  }

  /** Takes the line with it, where nothing else stands there. */
  remove(directive: Directive): void {
    const text = this.#textOf(directive);
    const { start, stop } = directive.span;
    const from = text.lastIndexOf("\n", start - 1) + 1;
    const end = text.indexOf("\n", stop);
    const alone = end >= 0 && (text.slice(from, start) + text.slice(stop, end)).trim() === "";
    this.#add(directive, alone ? [from, end + 1] : [start, stop], "", {
      removed: [`${placeOf(directive).text};`],
      added: [],
    });
  }

  /** On a line of its own, unless the directive shares one with others before it. */
  after(directive: Directive, text: string): void {
    const whole = this.#textOf(directive);
    const { start, stop } = directive.span;
    const indent = whole.slice(whole.lastIndexOf("\n", start - 1) + 1, start);
    const own_line = indent.trim() === "";
    const rest = /^[ \t]*(?:#[^\n\r]*)?(?=\r?\n|$)/.exec(whole.slice(stop))?.[0] ?? "";
    const at = own_line ? stop + rest.length : stop;
    const added = own_line ? `\n${indent}${text};` : ` ${text};`;
    this.#add(directive, [at, at], added, { removed: [], added: [`${text};`] });
  }

  before(directive: Directive, text: string): void {
    const whole = this.#textOf(directive);
    const { start } = directive.span;
    const indent = whole.slice(whole.lastIndexOf("\n", start - 1) + 1, start);
    const added = indent.trim() === "" ? `${text};\n${indent}` : `${text}; `;
    this.#add(directive, [start, start], added, { removed: [], added: [`${text};`] });
  }

  /** Right after the brace that opens a block: no line gets another number. */
  inside(block: Directive, text: string): void {
    const { stop } = block.span;
    this.#add(block, [stop, stop], ` ${text};`, { removed: [], added: [`${text};`] });
  }

  #textOf({ span }: Directive): string {
    return this.#source.read(span.path);
  }

  #add(
    directive: Directive,
    [from, to]: readonly [number, number],
    text: string,
    shown: Pick<Edit, "removed" | "added">,
  ): void {
    const whole = this.#textOf(directive);
    const span = { from: positionAt(whole, from), to: positionAt(whole, to) };
    this.edits.push({ at: placeOf(directive), ...span, text, ...shown });
  }
}
