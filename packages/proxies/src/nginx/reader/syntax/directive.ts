/** A directive after all includes; a block has a body, which may be empty. */
export interface Directive {
  name: string;
  args: string[];
  /** The file as it is named to the user. */
  file: string;
  line: number;
  /** As written, without what ends it. */
  text: string;
  /** The file, and the offsets in it of the first character and of the one after what ends it. */
  span: { path: string; start: number; stop: number };
  body?: Directive[];
  /** The text of a `…_by_lua_block`. */
  script?: string;
}

/** Goes through directives and their bodies in order. */
export function* everyDirective(directives: readonly Directive[]): Generator<Directive> {
  for (const directive of directives) {
    yield directive;
    if (directive.body !== undefined) yield* everyDirective(directive.body);
  }
}
