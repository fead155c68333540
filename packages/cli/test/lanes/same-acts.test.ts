import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { observe, parseHistory } from "@gatecrash/core";
import fc from "fast-check";
import t from "tap";
import { stringify } from "yaml";
import { emptyFolder, runCli } from "../support/cli.ts";
import { launcherSkip } from "../support/launchers.ts";

/** One act as a scenario writes it; waits are short, because many are run. */
const act = fc.oneof(
  fc.string({ minLength: 1, maxLength: 40 }).map((send) => ({ send })),
  fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => ({
    send_hex: Buffer.from(bytes).toString("hex"),
  })),
  fc.integer({ min: 1, max: 60 }).map((sleep_ms) => ({ sleep_ms })),
);

const last = fc.constantFrom("finish", "reset", "silence");

const script = fc
  .tuple(fc.array(act, { maxLength: 4 }), last)
  .map(([acts, end]) => ["read-head", ...acts, end]);

/** A scenario whose outcome nobody knows beforehand: only its acts are looked at. */
const scenario = fc.record({
  scripts: fc.array(script, { minLength: 1, maxLength: 3 }),
  requests: fc.array(fc.constantFrom("GET /", "POST /a", "HEAD /b"), {
    minLength: 1,
    maxLength: 2,
  }),
});

/** Fixed, so that a failure can be repeated; another one with each version of this file is welcome. */
const sample = { seed: 20_261_122, numRuns: 6 };

function yamlOf({ scripts, requests }: typeof scenario extends fc.Arbitrary<infer T> ? T : never) {
  const faults = scripts.map((each, index) => ({
    symptom: "closed-before-head",
    name: `script-${index + 1}`,
    script: each,
  }));
  return stringify({ title: "At random", cause: "upstream-crashed", requests, faults });
}

/** The acts of every connection of every trial, in order. */
function actsOf(file: string): Map<string, string[]> {
  const acts = new Map<string, string[]>();
  for (const view of observe(parseHistory(readFileSync(file, "utf8"))).trials) {
    for (const { connection, act } of view.acts) {
      const key = `${view.trial.id} ${connection}`;
      acts.set(key, [...(acts.get(key) ?? []), JSON.stringify(act)]);
    }
  }
  return acts;
}

/**
 * Where two runs differ. A proxy that takes offence at random bytes leaves when it has read them: how
 * many acts come after that is its own affair, which acts they are is ours.
 */
function differences(one: Map<string, string[]>, other: Map<string, string[]>): string[] {
  const keys = [...new Set([...one.keys(), ...other.keys()])];
  return keys.filter((key) => {
    const [a = [], b = []] = [one.get(key), other.get(key)];
    const common = Math.min(a.length, b.length);
    return common === 0 || a.slice(0, common).join() !== b.slice(0, common).join();
  });
}

t.test(
  "a run, its replay from the history, and a run of another width agree act by act",
  { skip: await launcherSkip("netns") },
  async (t) => {
    const folder = emptyFolder(t);
    const files = fc.sample(scenario, sample).map((each, index) => {
      const file = join(folder, `random-${index + 1}.yaml`);
      writeFileSync(file, yamlOf(each));
      return file;
    });
    const run = async (name: string, args: readonly string[]) => {
      const runs = join(folder, name);
      const result = await runCli([...args, "--launcher", "netns", "--runs", runs]);
      t.ok([0, 1, 2].includes(result.code ?? -1), `${name}: ${result.stderr}`);
      return join(runs, "latest", "history.jsonl");
    };
    const first = await run("first", ["run", ...files, "--seed", "same"]);
    const narrow = await run("narrow", ["run", ...files, "--seed", "same", "--width", "2"]);
    const replay = await run("replay", ["replay", first]);
    const acts = actsOf(first);
    const long = [...acts.values()].filter((each) => each.length > 3);
    t.ok(long.length > 0, "there were acts");
    t.strictSame(differences(actsOf(narrow), acts), [], "another width");
    t.strictSame(differences(actsOf(replay), acts), [], "the replay");
  },
);
