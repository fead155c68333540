import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import t from "tap";
import { Problem } from "@gatecrash/core";
import { reader } from "../src/haproxy/reader/index.ts";
import { layouts } from "./support/layouts.ts";
import { textSource } from "./support/source.ts";

const folder = fileURLToPath(new URL("./fixtures/haproxy", import.meta.url));
const fixtures = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".cfg"))
  .map((name) => readFileSync(join(folder, name), "latin1"));
const texts = [...fixtures, ...layouts.map(({ config }) => `defaults\n  mode http\n${config}\n`)];

const piece = fc.constantFrom(
  ...[
    "{",
    "}",
    "!",
    "or",
    "if",
    "unless",
    "-f",
    "-m",
    "-i",
    "reg",
    "(",
    ")",
    ",",
    "%[",
    "]",
    '"',
    "'",
  ],
  ...[
    "\\",
    "#",
    "\n",
    "\0",
    "0",
    "-1",
    ":",
    "::",
    "@",
    "map(",
    "var(txn.a)",
    "use_backend",
    "server x",
  ],
  ...[
    "bind :0",
    "(((((((",
    "[[:",
    "a{9999}",
    "_",
    "ssl",
    "check",
    "\xff",
    ".if",
    ".endif",
    "frontend",
  ],
);

/** A text with pieces put in the place of others. */
const mutated = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(fc.tuple(fc.nat(), fc.nat(20), piece), { maxLength: 6 }),
  )
  .map(([text, changes]) =>
    changes.reduce((changed, [at, length, put]) => {
      const place = at % (changed.length + 1);
      return changed.slice(0, place) + put + changed.slice(place + length);
    }, text),
  );

t.test("whatever is read, it is a configuration or a problem with its place", async (t) => {
  fc.assert(
    fc.property(mutated, (text) => {
      reader.recognises(text);
      try {
        const { routes, fronts, groups } = reader.read(textSource({ "/x.cfg": text }));
        const known = new Set(fronts.map(({ id }) => id));
        return routes.every(
          ({ front, group, request, unreachable }) =>
            known.has(front) &&
            groups.some(({ id }) => id === group) &&
            (request === undefined) !== (unreachable === undefined),
        );
      } catch (error) {
        return error instanceof Problem && /^\/x\.cfg:\d+: /.test(error.message);
      }
    }),
    { seed: 11, numRuns: 1_500 },
  );
  t.pass();
});
