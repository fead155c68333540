import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Entry } from "@gatecrash/core";
import t from "tap";
import { RunJournal } from "../src/journal.ts";

const child = fileURLToPath(new URL("fixtures/dies-in-a-turn.ts", import.meta.url));

function entriesOf(file: string): Entry[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter(Boolean).map((line) => JSON.parse(line) as Entry);
}

t.test("what is added in the turn of an uncaught error is in the file, once", (t) => {
  const folder = join(t.testdir(), "run");
  const ended = spawnSync(process.execPath, [...process.execArgv, child, folder], {
    encoding: "utf8",
    timeout: 60_000,
  });
  t.match(ended.stderr, "nobody catches this");
  t.match(entriesOf(join(folder, "history.jsonl")), [
    { seq: 0, kind: "run-ended", interrupted: false },
    { seq: 1, kind: "run-ended", interrupted: true },
  ]);
  t.equal(entriesOf(join(folder, "history.jsonl")).length, 2);
  t.end();
});

t.test("a journal that was closed holds on to the process no longer", (t) => {
  const before = process.listenerCount("exit");
  const folder = t.testdir();
  for (let number = 1; number <= 20; number += 1) {
    const journal = new RunJournal(join(folder, String(number)));
    t.equal(process.listenerCount("exit"), before + 1);
    journal.add({ kind: "run-ended", interrupted: false });
    journal.close();
    t.equal(entriesOf(journal.file).length, 1);
  }
  t.equal(process.listenerCount("exit"), before);
  t.end();
});
