import { parseTest, type ReadPatterns } from "./acl.ts";
import { always, type Condition, type Term, type Test } from "./condition.ts";
import { begins, type Line } from "../text/line.ts";
import { messageOf } from "@gatecrash/core";

/** HAProxy's own ACLs, as it would read them. */
const predefined: Readonly<Record<string, string>> = {
  FALSE: "always_false",
  TRUE: "always_true",
  HTTP: "req.proto_http",
  "HTTP_1.0": "req.ver 1.0",
  "HTTP_1.1": "req.ver 1.1",
  "HTTP_2.0": "req.ver 2.0",
  "HTTP_3.0": "req.ver 3.0",
  HTTP_CONTENT: "req.hdr_val(content-length) gt 0",
  HTTP_URL_ABS: "url_reg ^[^/:]*://",
  HTTP_URL_SLASH: "url_beg /",
  HTTP_URL_STAR: "url *",
  LOCALHOST: "src 127.0.0.1/8 ::1",
  METH_CONNECT: "method CONNECT",
  METH_DELETE: "method DELETE",
  METH_GET: "method GET HEAD",
  METH_HEAD: "method HEAD",
  METH_OPTIONS: "method OPTIONS",
  METH_POST: "method POST",
  METH_PUT: "method PUT",
  METH_TRACE: "method TRACE",
  REQ_CONTENT: "req.len gt 0",
  WAIT_END: "wait_end",
};

/** The ACLs of one proxy by name, read when they are first asked for. */
export class Acls {
  readonly #lines = new Map<string, Line[]>();
  readonly #tests = new Map<string, readonly Test[]>();
  readonly #read: ReadPatterns;

  constructor(lines: readonly Line[], read: ReadPatterns) {
    this.#read = read;
    for (const line of lines) {
      if (!begins(line, "acl")) continue;
      const name = line.words[1] ?? "";
      const same = this.#lines.get(name);
      if (same) same.push(line);
      else this.#lines.set(name, [line]);
    }
  }

  /** Reads the words after a directive, from `if` or `unless` on. @throws Error with the cause */
  condition(words: readonly string[]): Condition {
    const at = words.findIndex((word) => word === "if" || word === "unless");
    if (at < 0) return always;
    return {
      negated: words[at] === "unless",
      alternatives: this.#alternatives(words.slice(at + 1)),
    };
  }

  #alternatives(words: readonly string[]): Term[][] {
    const alternatives: Term[][] = [[]];
    let negated = false;
    for (let at = 0; at < words.length; at += 1) {
      let word = words[at] ?? "";
      if (word === "or" || word === "||") {
        alternatives.push([]);
        continue;
      }
      while (word.startsWith("!")) {
        negated = !negated;
        word = word.slice(1);
      }
      if (word === "") continue;
      if (word === "{") {
        const end = words.indexOf("}", at);
        if (end < 0) throw new Error("an anonymous ACL is not closed with }");
        const tests = [parseTest(words.slice(at + 1, end), this.#read)];
        alternatives.at(-1)?.push({ negated, tests });
        at = end;
      } else alternatives.at(-1)?.push({ negated, tests: this.#named(word) });
      negated = false;
    }
    return alternatives;
  }

  #named(name: string): readonly Test[] {
    const known = this.#tests.get(name);
    if (known) return known;
    const tests = this.#parse(name);
    this.#tests.set(name, tests);
    return tests;
  }

  #parse(name: string): Test[] {
    const lines = this.#lines.get(name);
    if (lines) return lines.map((line) => this.#ofLine(line));
    const own = Object.hasOwn(predefined, name) ? predefined[name] : undefined;
    if (own === undefined) throw new Error(`no ACL has the name "${name}"`);
    return [parseTest(own.split(" "), this.#read)];
  }

  #ofLine(line: Line): Test {
    try {
      return parseTest(line.words.slice(2), this.#read);
    } catch (error) {
      throw new Error(`${line.file}:${line.line}: ${messageOf(error)}`, { cause: error });
    }
  }
}
