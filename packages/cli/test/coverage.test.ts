import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { counts } from "@gatecrash/core";
import t from "tap";
import { loadProxies } from "../src/catalogue.ts";
import { emptyFolder, runCli } from "./support/cli.ts";

/** Three trials of nginx and two of HAProxy, as they were recorded. */
const history = resolve(import.meta.dirname, "fixtures/coverage.jsonl");

/** The rows of nginx that these trials show; all of them count. */
const shown = ["conn-refused", "hdr-closed", "ka-retry-post"];

/** The number of the recorded entry whose line has this in it. */
function entryWith(text: string): number {
  const line = readFileSync(history, "utf8")
    .split("\n")
    .find((each) => each.includes('"kind":"logged"') && each.includes(text));
  return (JSON.parse(line ?? "{}") as { seq: number }).seq;
}

t.test("coverage of a recorded run: rows, faults and entries, and what is missing", async (t) => {
  const coverage = (await loadProxies()).get("nginx")?.coverage;
  const rows = coverage?.rows.filter(counts) ?? [];
  const missing = rows.filter(({ id }) => !shown.includes(id));
  t.equal(missing.length, rows.length - shown.length, "what is shown counts");
  const { code, stdout } = await runCli(["coverage", "nginx", "--history", history]);
  t.equal(code, 1, "less was seen than is wanted");
  const lines = stdout.split("\n");
  t.equal(lines[0], `Seen (${shown.length})`);
  t.same(
    lines.slice(2, 2 + shown.length).map((line) => line.trim().split(" ")[0]),
    shown,
  );
  const refused = entryWith("connect() failed (111: Connection refused)");
  t.match(
    stdout,
    new RegExp(`\n {2}conn-refused +refuse +1\\.22\\.1 +coverage\\.jsonl: ${refused}\n`),
  );
  t.match(stdout, /\n {2}ka-retry-post +leave-on-reuse~post-fin +1\.22\.1 /);
  t.match(stdout, `\nNot seen, and it counts (${missing.length})\n`);
  t.same(
    missing.filter(({ id, message }) => !stdout.includes(`\n    ${id}: ${message}\n`)),
    [],
  );
  t.match(stdout, "\n  cli-abort: caused by the client: ");
  t.match(stdout, "\n  fcgi-join: nothing can provoke it: ");
  const percent = Math.floor((1_000 * shown.length) / rows.length) / 10;
  t.equal(
    lines.at(-2),
    `nginx 1.22.1: ${shown.length} of ${rows.length} rows that count were seen, ${percent} % of at least ${coverage?.percent_least} %`,
  );
  t.equal(lines.at(-1), "", "it is the last line");
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
