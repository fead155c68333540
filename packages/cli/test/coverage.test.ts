import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import t from "tap";
import { emptyFolder, runCli } from "./support/cli.ts";

/** Three trials of nginx and two of HAProxy, as they were recorded. */
const history = resolve(import.meta.dirname, "fixtures/coverage.jsonl");

t.test("coverage of a recorded run: rows, faults and entries, and what is missing", async (t) => {
  const { code, stdout } = await runCli(["coverage", "nginx", "--history", history]);
  t.equal(code, 1, "less was seen than is wanted");
  t.match(stdout, /^Seen \(3\)\n/);
  t.match(stdout, /\n {2}conn-refused +refuse +1\.22\.1 +coverage\.jsonl: \d+\n/);
  t.match(stdout, /\n {2}ka-retry-post +leave-on-reuse~post-fin +1\.22\.1 /);
  t.match(stdout, /\nNot seen, and it counts \(\d+\)\n/);
  t.match(stdout, "\n  cli-abort: caused by the client: ");
  t.match(stdout, "\n  fcgi-join: nothing can provoke it: ");
  t.match(
    stdout,
    /\nnginx 1\.22\.1: 3 of \d+ rows that count were seen, 1\.\d % of at least 90 %\n$/,
  );
});

t.test("coverage --missing and --json; two histories tell no more than one twice", async (t) => {
  const twice = ["coverage", "haproxy", "--history", history, "--history", history];
  const missing = await runCli([...twice, "--missing"]);
  t.notMatch(missing.stdout, /^ {2}SC/m);
  t.match(missing.stdout, "    sC: timeout connect ran out\n");
  const { stdout } = await runCli([...twice, "--json"]);
  const told = JSON.parse(stdout) as {
    totals: { seen: number };
    rows: { id: string; seen: { evidence: { seq: number } } | null; why_not?: string }[];
  };
  t.equal(told.totals.seen, 2);
  const refused = told.rows.find(({ id }) => id === "SC");
  const lines = readFileSync(history, "utf8").split("\n");
  const seq = refused?.seen?.evidence.seq;
  t.match(
    lines.find((line) => line.includes(`"seq":${seq},`)),
    /"ts\\":\\"SC--/,
    "the entry is the line",
  );
  const never = told.rows.find(({ id }) => id === "UNK");
  t.match(never, { seen: null, why_not: "nothing can provoke it: What stands there" });
});

t.test("coverage --save: what a check reads, and the table for people", async (t) => {
  const folder = join(emptyFolder(t), "new", "folder");
  await runCli(["coverage", "nginx", "--history", history, "--save", folder]);
  const record = JSON.parse(readFileSync(join(folder, "nginx.json"), "utf8")) as object;
  t.match(record, { rows: { "conn-refused": { faults: ["refuse"], versions: ["1.22.1"] } } });
  const table = readFileSync(join(folder, "nginx.md"), "utf8");
  for (const id of ["conn-refused", "conn-timeout", "cli-abort"]) {
    t.match(table, `\n| \`${id}\` `, "every row has its line");
  }
});

t.test("coverage: a proxy or history that is not there", async (t) => {
  const proxy = await runCli(["coverage", "ngin", "--history", history]);
  t.equal(proxy.code, 3);
  t.match(proxy.stderr, 'Did you mean "nginx"?');
  const file = await runCli(["coverage", "nginx", "--history", "nowhere.jsonl"]);
  t.equal(file.code, 3);
  t.match(file.stderr, "nowhere.jsonl");
});
