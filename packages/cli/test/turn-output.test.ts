import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";
import { TurnOutput } from "../src/turn-output.ts";

const child = fileURLToPath(new URL("fixtures/dies-in-a-turn.ts", import.meta.url));

t.test("what is said in the turn of an uncaught error is written, once", (t) => {
  const ended = spawnSync(process.execPath, [...process.execArgv, child], {
    encoding: "utf8",
    timeout: 60_000,
  });
  t.match(ended.stderr, "nobody catches this");
  t.equal(ended.stdout, "first\nsecond\nthird\n");
  t.end();
});

t.test("one that was closed has written all, and holds on to the process no longer", (t) => {
  const before = process.listenerCount("exit");
  const file = join(t.testdir(), "output");
  const descriptor = openSync(file, "w");
  for (let number = 1; number <= 20; number += 1) {
    const output = new TurnOutput(descriptor);
    t.equal(process.listenerCount("exit"), before + 1);
    output.add(`${number}\n`);
    output.close();
  }
  closeSync(descriptor);
  t.equal(process.listenerCount("exit"), before);
  t.equal(readFileSync(file, "utf8").trim().split("\n").length, 20);
  t.end();
});
