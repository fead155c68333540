import t from "tap";
import { coverageOf, coverageTotals, mergeCoverage, observe, parseHistory } from "../src/index.ts";
import type { CoverageEvidence, CoverageRow } from "../src/index.ts";
import { Story, trialOf } from "./samples.ts";

const row = (own: Partial<CoverageRow> = {}): CoverageRow => ({
  id: "closed",
  message: "closed",
  matches: /^closed/,
  protocol: "any",
  phase: "read header",
  level: "error",
  cause: "upstream",
  feasible: true,
  ...own,
});

function seenIn(story: Story, rows: readonly CoverageRow[], proxy = "front") {
  const entries = parseHistory(story.text);
  return coverageOf(rows, entries, observe(entries), proxy);
}

const faultsOf = (story: Story, own: Partial<CoverageRow> = {}, proxy?: string) =>
  seenIn(story, [row(own)], proxy).flatMap(({ evidence }) => evidence.map(({ fault }) => fault));

/** One trial with one exchange. */
function told(own: Parameters<typeof trialOf>[0] = {}, happened = {}): Story {
  const trial = trialOf({ variant: "fin", ...own });
  return new Story().begin(trial).exchange(trial.id, 0, happened).end(trial.id).stop();
}

t.test("a line is evidence with its entry, its fault and the version", (t) => {
  const story = told();
  const [covered] = seenIn(story, [row()]);
  const [evidence] = covered?.evidence ?? [];
  t.match(evidence, { fault: "close~fin", version: "1.2.3", line: "closed", doubtful: false });
  const entry = parseHistory(story.text).find(({ seq }) => seq === evidence?.seq);
  t.match(entry, { kind: "logged", line: "closed" });
  t.end();
});

t.test(
  "no receipt, no evidence; nor another proxy's, nor a line that only holds the words",
  (t) => {
    t.same(faultsOf(told({}, { delivered: false })), []);
    t.same(faultsOf(told(), {}, "other"), []);
    t.same(faultsOf(told({}, { marks: ["not", "closed"] })), []);
    t.same(faultsOf(told(), { without: /^closed/ }), [], "a line that may not be there");
    t.end();
  },
);

t.test("a row may want its line more than once", (t) => {
  const trial = trialOf();
  const twice = new Story().begin(trial).exchange(trial.id, 0).exchange(trial.id, 1);
  twice.end(trial.id);
  t.same(faultsOf(twice, { lines_least: 2 }), ["close"]);
  const [last] = seenIn(twice, [row({ lines_least: 2 })])[0]?.evidence ?? [];
  const lines = parseHistory(twice.text).filter(({ kind }) => kind === "logged");
  t.equal(last?.seq, lines[1]?.seq, "the second is the proof");
  t.same(faultsOf(told(), { lines_least: 2 }), []);
  t.end();
});

t.test("the same words mean another row in another setting", (t) => {
  const story = told();
  for (const [when, fits] of [
    [{ protocols: ["http"] }, true],
    [{ protocols: ["tcp"] }, false],
    [{ tls: false }, true],
    [{ tls: true }, false],
    [{ resolve: ["watched"] }, false],
    [{ keepalive: true }, false],
    [{ reused: true }, false],
    [{ methods: ["GET"] }, true],
    [{ methods: ["POST"] }, false],
    [{ symptoms: ["closed-before-head"] }, true],
    [{ symptoms: ["closed-before-head/on-accept"] }, false],
    [{ symptoms: ["reset-before-head", "closed-before-head"], tls: true }, false],
  ] as const) {
    t.equal(faultsOf(story, { when }).length, fits ? 1 : 0, JSON.stringify(when));
  }
  const trial = trialOf({ requests: [trialOf().requests, trialOf().requests].flat() });
  const kept = new Story()
    .begin(trial)
    .exchange(trial.id, 0, { delivered: false, marks: ["fine"] })
    .exchange(trial.id, 1, { opened: 0 })
    .end(trial.id);
  t.same(faultsOf(kept, { when: { reused: true } }), ["close"]);
  t.end();
});

t.test("a row without a message is known by what the client got", (t) => {
  const silent = (shows: CoverageRow["shows"]) => {
    const { matches: _none, ...rest } = row();
    return { ...rest, ...(shows ? { shows } : {}) };
  };
  const story = told({}, { end: "closed-without-answer", status: 200 });
  const evidence = (shows: CoverageRow["shows"]) =>
    seenIn(story, [silent(shows)]).flatMap((covered) => covered.evidence);
  const [found] = evidence({ end: ["closed-without-answer"], unlogged: true });
  t.match(found, { line: "closed-without-answer 200" });
  const entry = parseHistory(story.text).find(({ seq }) => seq === found?.seq);
  t.equal(entry?.kind, "answered");
  t.equal(evidence({ status: [500, 599] }).length, 0);
  t.equal(evidence(undefined).length, 0, "nothing to know it by");
  t.end();
});

t.test(
  "a line that names no route is doubtful, and so is one of a trial that was repeated",
  (t) => {
    const trial = trialOf({ scope: "listener" });
    const shared = new Story()
      .begin(trial)
      .exchange(trial.id, 0, { marks: ["other"] })
      .add({ kind: "logged", lane: "l", log: "error", line: "closed", marks: [] })
      .add({ kind: "logged", lane: "another", log: "error", line: "elsewhere", marks: [] });
    t.match(seenIn(shared, [row()])[0]?.evidence, [{ fault: "close", doubtful: false }]);
    t.same(faultsOf(shared, { matches: /elsewhere/ }), [], "not of its lane");
    const other = trialOf({ id: "s/down/front", fault: "down" });
    shared.begin(other).exchange(other.id, 0, { marks: ["other"] });
    t.match(seenIn(shared, [row()])[0]?.evidence, [
      { fault: "close", doubtful: true },
      { fault: "down", doubtful: true },
    ]);
    const again = new Story()
      .begin(trial)
      .add({ kind: "trial-repeated", trial_id: trial.id, because: "late" })
      .exchange(trial.id, 0);
    t.match(seenIn(again, [row()])[0]?.evidence, [{ doubtful: true }]);
    t.end();
  },
);

t.test("several histories: what is sure counts, and what is doubtful only beside it", (t) => {
  const evidence = (fault: string, version: string, doubtful: boolean): CoverageEvidence => {
    return { trial_id: fault, fault, version, seq: 1, line: "closed", doubtful };
  };
  const merged = (...all: CoverageEvidence[]) =>
    mergeCoverage(
      [row()],
      all.map((each) => ({ row: row(), evidence: [each] })),
    ).flatMap((covered) => covered.evidence.map(({ fault, version }) => `${fault} ${version}`));
  t.same(merged(evidence("a", "1", true), evidence("b", "1", true)), ["a 1", "b 1"]);
  t.same(merged(evidence("a", "1", true), evidence("b", "1", false)), ["b 1"]);
  t.same(merged(evidence("a", "1", true), evidence("a", "2", false)), ["a 2", "a 1"]);
  t.same(merged(evidence("a", "1", false), evidence("a", "1", false)), ["a 1"]);
  t.end();
});

t.test("totals: only what can be provoked from outside counts", (t) => {
  const rows = [
    row({ id: "a" }),
    row({ id: "b", cause: "network" }),
    row({ id: "c", feasible: false, because: "Nothing leads there." }),
    row({ id: "d", cause: "client", because: "The client leaves." }),
  ];
  const totals = (percent_least: number, ...seen: string[]) =>
    coverageTotals({ rows, percent_least }, ({ id }) => seen.includes(id));
  t.match(totals(50, "a"), { counted: 2, seen: 1, percent: 50, met: true });
  t.match(totals(51, "a", "c", "d"), { counted: 2, seen: 1, met: false });
  t.match(totals(100, "a", "b"), { percent: 100, met: true });
  t.match(
    coverageTotals({ rows: [], percent_least: 0 }, () => true),
    { met: false },
  );
  t.end();
});

t.test("a script that a scenario brings itself is named by its scenario", (t) => {
  t.same(faultsOf(told({ acting: { script: [] }, fault: "own" })), ["scenario:s"]);
  t.end();
});
