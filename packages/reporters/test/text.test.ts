import t from "tap";
import text from "../src/text.ts";
import { follow, liveStart } from "../src/text/live.ts";
import { cut, flow, pad, width, wrap } from "../src/text/width.ts";
import { entriesOf, names, plain, print, reportOf } from "./stored.ts";

const escapes = /\u001b\[[0-9;]*m/g;
const unsafe = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;

function linesOf(output: string): string[] {
  return output.replace(/\n$/, "").split("\n");
}

const matrixOfFull = `\
                          left 1.2.3   right 3.0.4   left 9.9.0
connect
  refused                 502          503         ! 504

head
  close-before-head fin   502        ✗ 200
  close-before-head rst   502        ? 502
  silent-before-head      504          504
  garbage               ~ raw bytes    empty

body
  stall-body              200 hangs    200 cut

answer
  early-answer            200          200

process
  saturate-cpu          – skipped    – skipped`;

t.test("the matrix shows what clients got, marked by verdict", async (t) => {
  const lines = linesOf(print(text, "full"));
  t.match(lines.slice(0, 18).join("\n"), matrixOfFull);
  t.strictSame(lines.slice(lines.indexOf("Which faults give")), [
    "Which faults give",
    "  502         left 1.2.3   refused",
    "              left         close-before-head",
    "  504         every proxy  silent-before-head",
    "              left 9.9.0   refused",
    "  503         right        refused",
    "  200 cut     right        stall-body",
    "  200 hangs   left         stall-body",
    "  raw bytes   left         garbage",
    "  empty       right        garbage",
    "  200 masked  every proxy  early-answer",
    "              right        close-before-head fin",
    "",
    "17 trials · 12 pass · 1 fail · 1 finding · 1 unknown · 2 skipped",
    "seed fixture · gatecrash 0.1.0 · launcher process · left 1.2.3 · right 3.0.4 · left 9.9.0 ·",
    "3.7 s from 2025-01-02T03:04:05.000Z",
  ]);
});

t.test("each failure, finding and unknown is explained, the skipped are counted", async (t) => {
  const output = print(text, "full");
  t.match(
    output,
    [
      "✗ close-before-head fin · right 3.0.4: fail",
      "  expected   502. No head came.",
      "  got        200 after 12.3 ms, then FIN, 1 attempt at the upstream",
      "  reason     outcome: expected 502, got 200",
      "  proxy log  ----",
      "             route=all/close-before-head~fin/right status=200",
      "  upstream   read-head",
      "             finish",
      "  trial      all/close-before-head~fin/right",
    ].join("\n"),
  );
  t.match(output, "! refused · left 9.9.0: finding\n");
  t.match(output, "? close-before-head rst · right 3.0.4: unknown\n");
  t.match(output, "  reason     the proxy came, but the fault was not delivered\n");
  t.match(output, "– 2 trials skipped: needs upstream-process: an upstream process of its own\n");
});

t.test("several requests of a trial stand in one cell, in order or counted", async (t) => {
  const output = print(text, "scenarios");
  t.match(output, /^One of two servers crashes\n {2}close-before-head +200 ×3$/m);
  t.match(output, /^ {2}close-before-head +200 ×6, 502 ×6$/m);
  t.match(output, /^ {2}close-before-head #2 +502, 200 ×11$/m);
  t.match(output, /^ {2}poison +died$/m);
});

t.test("runs without trials, without an end, with trouble", async (t) => {
  t.match(print(text, "empty"), /^0 trials\nseed fixture/);
  t.match(print(text, "cut-off"), "The run was interrupted");
  t.match(print(text, "cut-off"), "? 10 trials unknown: not run: the record ends before it\n");
  t.match(print(text, "interrupted"), "trouble  lane-lost: the agent ended (2 times)\n");
  t.match(print(text, "interrupted"), "? 1 trial unknown: cannot bind\n");
  const history = "runs/\u001b[31m/history.jsonl";
  const told = print(text, "empty", { ...plain, history });
  t.match(told, "history runs/\\x1b[31m/history.jsonl\n");
});

t.test("every stored run fits every terminal, and nothing from outside acts on it", async (t) => {
  for (const name of names) {
    for (const columns of [40, 60, 80, 100, 200]) {
      const output = print(text, name, { color: false, columns });
      const widest = Math.max(...linesOf(output).map(width));
      t.ok(widest <= columns, `${name}: ${widest} of ${columns} columns`);
      t.notMatch(output, unsafe);
      const colored = print(text, name, { color: true, columns });
      t.equal(trimmed(colored.replace(escapes, "")), trimmed(output), "colour changes no text");
    }
  }
  t.ok(print(text, "empty", { color: false, columns: 0 }));
});

function trimmed(output: string): string {
  return output.replace(/ +$/gm, "");
}

t.test("colours say the verdict", async (t) => {
  const output = print(text, "full", { color: true, columns: 100 });
  t.match(output, "\u001b[1;31m✗ 200        \u001b[0m");
  t.match(output, "\u001b[32m  503        \u001b[0m");
  t.match(output, "\u001b[33m? 502        \u001b[0m");
  t.match(output, "\u001b[35m! 504       \u001b[0m");
});

t.test("six versions fit in 100 columns, side by side", async (t) => {
  const report = reportOf("full");
  const [one] = report.trials;
  const faults = ["content-length-and-transfer-encoding", "close-before-head"];
  const trials = faults.flatMap((fault) =>
    ["nginx 1.22.1", "nginx 1.26.3", "nginx 1.30.0", "haproxy 2.6.12", "haproxy 3.0.11"]
      .concat("haproxy 3.2.4")
      .map((column) => ({ ...one!, fault, variant: "rst", column, proxy: column.split(" ")[0]! })),
  );
  const output = [...text.render({ ...report, trials }, plain)].join("");
  const lines = linesOf(output);
  t.match(lines[0], /^ +nginx +nginx +nginx +haproxy +haproxy +haproxy$/);
  t.match(lines[1], /^ +1\.22\.1 +1\.26\.3 +1\.30\.0 +2\.6\.12 +3\.0\.11 +3\.2\.4$/);
  t.equal(lines.filter((line) => /( +502){6}$/.test(line)).length, 2);
  const narrow = [...text.render({ ...report, trials }, { color: false, columns: 50 })].join("");
  t.equal(narrow.match(/^connect$/gm)?.length, 2, "in two parts");
});

t.test("the live line follows the entries and fits", async (t) => {
  const seen = text.live!(plain);
  const lines = entriesOf("full").map((entry) => seen(entry));
  const end = lines.at(-1) ?? "";
  t.match(end, "━".repeat(20));
  t.match(end, /17\/17 · 0 running · 3\.7 s · slowest 2\.0 s stall-body on left$/);
  t.ok(lines.every((line) => width(line) < plain.columns && !line.includes("\n")));
  const half = lines.find((line) => line.includes(" 9/17 "));
  t.match(half, "━".repeat(10) + "─".repeat(10));
  const hostile = text.live!({ color: false, columns: 60 });
  for (const entry of entriesOf("hostile")) t.notMatch(hostile(entry), unsafe);
  const state = entriesOf("interrupted").reduce(follow, liveStart);
  t.match(state, { planned: 3, done: 1, running: 0, troubles: 3 });
});

t.test("widths of text on a terminal", async (t) => {
  t.equal(width("漢字 é e\u0301 ✗"), 10);
  t.equal(pad("漢", 4), "漢  ");
  t.equal(cut("漢字漢字", 5), "漢字…");
  t.equal(cut("short", 5), "short");
  t.strictSame(wrap("one two, three", 8), ["one two,", "three"]);
  t.strictSame(wrap("x".repeat(10), 4), ["xxxx", "xxxx", "xx"]);
  t.strictSame(flow(["a b", "c d", "e f"], ", ", 9), ["a b, c d,", "e f"]);
});

t.test("time for faults that run alone is told apart, if there were any", async (t) => {
  const shown = (alone_ms: number) =>
    [...text.render({ ...reportOf("full"), alone_ms }, plain)].join("").replace(/\s+/g, " ");
  t.match(shown(2_400), "· 2.4 s of it for faults that take the whole machine and run alone");
  t.notMatch(shown(0), "run alone");
});
