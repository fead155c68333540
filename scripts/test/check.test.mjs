import t from "tap";
import ts from "typescript";
import { checkDependencies } from "../check/dependencies.mjs";
import { checkLimits } from "../check/limits.mjs";
import { checkScripts } from "../check/scripts.mjs";

function source(name, text) {
  return { name, text, tree: ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true) };
}

t.test("the dependency rule", async (t) => {
  const judge = (name, text) => checkDependencies([source(name, text)]);
  const refused = [
    ["packages/faults/src/a.ts", 'import { x } from "@gatecrash/upstream";', /only cli|core only/],
    ["packages/faults/src/a.ts", 'export * from "@gatecrash/runner";', /core only/],
    ["packages/faults/src/a.ts", 'await import("gatecrash");', /core only/],
    ["packages/core/src/a.ts", 'import { readFile } from "node:fs";', /pure/],
    ["packages/core/src/a.ts", 'import fs from "fs";', /pure/],
    ["packages/runner/src/a.ts", 'import fs from "fs";', /node:fs/],
    ["packages/runner/src/a.ts", 'import fastify from "fastify";', /not a dependency/],
    ["packages/runner/src/a.ts", 'import { x } from "../../core/src/act.ts";', /leaves/],
    ["packages/runner/src/a.ts", 'import { x } from "./b.js";', /ending/],
  ];
  for (const [name, text, message] of refused) t.match(judge(name, text), [message], text);
  const allowed = [
    ["packages/faults/src/x/a.ts", 'import { z } from "zod"; import "@gatecrash/core";'],
    ["packages/cli/src/a.ts", 'import { x } from "@gatecrash/runner";'],
    ["packages/core/test/a.test.ts", 'import t from "tap"; import fs from "node:fs";'],
    ["packages/runner/test/a.test.ts", 'import { x } from "@gatecrash/faults";'],
  ];
  for (const [name, text] of allowed) t.strictSame(judge(name, text), [], text);
});

t.test("a call of a script's helper needs yield*", async (t) => {
  const helpers = source("packages/core/src/script.ts", "export function* readHead() {}");
  const judge = (text) => checkScripts([helpers, source("packages/faults/src/a.ts", text)]);
  const head = 'import { readHead } from "@gatecrash/core";';
  t.match(judge(`${head} function* s() { readHead(); }`), [/readHead\(\) needs yield\*/]);
  t.match(judge(`${head} function* s() { yield readHead(); }`), [/needs yield\*/]);
  t.match(judge("function* own() {} function* s() { own(); }"), [/own\(\) needs yield\*/]);
  t.strictSame(judge(`${head} function* s() { const head = yield* readHead(); }`), []);
});

t.test("files and functions have a limit", async (t) => {
  const lines = (count) => "\n".repeat(count);
  const judge = (text) => checkLimits([source("packages/core/src/a.ts", text)]).wrong;
  t.match(judge(lines(301)), [/301 lines, at most 300/]);
  t.strictSame(judge(lines(300)), []);
  t.match(judge(`function long() {${lines(70)}}`), [/long has 71 lines, at most 70/]);
  t.match(judge(`const f = () => {${lines(70)}};`), [/71 lines/]);
  t.strictSame(judge(`function fits() {${lines(69)}}`), []);
});
