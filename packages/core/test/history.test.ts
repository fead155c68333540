import fc from "fast-check";
import t from "tap";
import { observe, parseHistory, Problem } from "../src/index.ts";
import { started, Story, trialOf } from "./samples.ts";

function mistakeOf(text: string): string {
  try {
    parseHistory(text, "h.jsonl");
  } catch (error) {
    if (error instanceof Problem && error.code === "history-invalid") return error.message;
    throw error;
  }
  return "";
}

const whole = new Story().begin(trialOf()).exchange("s/close/front", 0).end("s/close/front").text;
const lines = whole.trimEnd().split("\n");

t.test("a last line that was cut off is left out; what came before is kept", async (t) => {
  t.equal(parseHistory(whole).length, lines.length);
  t.equal(
    parseHistory(whole.slice(0, -1)).length,
    lines.length,
    "the line is whole, its end is not",
  );
  const anywhere = fc.integer({ min: lines[0]!.length, max: whole.length });
  fc.assert(
    fc.property(anywhere, (cut) => {
      const text = whole.slice(0, cut);
      const complete = text.split("\n").slice(0, -1).length;
      const found = parseHistory(text).length;
      return found === complete || found === complete + 1;
    }),
  );
});

t.test("any other line that is no entry is refused, with its place", async (t) => {
  const changed = (index: number, line: string) => lines.with(index, line).join("\n") + "\n";
  const wrong = (index: number) => `h.jsonl:${index + 1}: not an entry of a history`;
  t.equal(mistakeOf(changed(2, "{")), wrong(2));
  t.equal(mistakeOf(changed(2, "null")), wrong(2));
  t.equal(mistakeOf(changed(3, lines[3]!.replace('"kind":"', '"kind":"x'))), wrong(3));
  t.equal(mistakeOf(changed(3, lines[3]!.replace(/"at_ns":"\d+"/, '"at_ns":"soon"'))), wrong(3));
  t.equal(mistakeOf(changed(3, lines[3]!.replace(/"seq":\d+/, '"seq":"4"'))), wrong(3));
  t.equal(mistakeOf(changed(3, lines[3]!.replace("{", '{"more":1,'))), wrong(3));
  t.equal(mistakeOf(changed(lines.length - 1, "{")), wrong(lines.length - 1), "it is not cut off");
});

t.test("the beginning and the format are checked", async (t) => {
  const expected = 'h.jsonl:1: a history starts with an entry "run-started"';
  t.equal(mistakeOf(""), expected);
  t.equal(mistakeOf(lines[0]!.slice(0, 20)), expected);
  t.equal(mistakeOf(lines.slice(1).join("\n")), expected);
  const later = JSON.stringify({ seq: 1, at_ns: "1", ...started, format: 2, new_field: true });
  const format = "h.jsonl:1: format 2, but this version reads format 1";
  t.equal(mistakeOf(`${later}\n{"kind":"new"}\n`), format);
});

t.test("entries without a trial, or of a trial that was never planned, do no harm", async (t) => {
  const story = new Story().exchange("nobody/knows/it", 0).end("nobody/knows/it");
  t.strictSame(observe(parseHistory(story.text)).trials, []);
  const run = observe(parseHistory(whole));
  t.match(run.trials, [
    { started: true, ended: true, lane: "l", proxy: { version: "front/1.2.3" } },
  ]);
  t.match(run.trials[0]?.exchanges, [{ opened: [{}], delivered: [{}], answer: { status: 502 } }]);
  t.equal(run.ended, undefined);
});

t.test(
  "acts belong to the exchange in which they happened, in whichever order they came",
  async (t) => {
    const trial = trialOf();
    const at = (seq: number, at_ns: number, fact: object) =>
      JSON.stringify({ seq, at_ns: String(at_ns), ...fact });
    const exchange = (index: number) => ({
      kind: "exchange-started",
      trial_id: trial.id,
      exchange: index,
      method: "GET",
      path: "/",
    });
    const act = (index: number) => ({
      kind: "act",
      trial_id: trial.id,
      connection: 1,
      index,
      act: { kind: "reset" },
    });
    const text = [
      at(1, 1, started),
      at(2, 2, { kind: "planned", trial }),
      at(3, 10, exchange(0)),
      at(4, 20, exchange(1)),
      at(5, 25, act(1)),
      at(6, 15, act(0)),
    ].join("\n");
    const [view] = observe(parseHistory(text)).trials;
    t.match(
      view?.exchanges.map(({ acts }) => acts.map(({ index }) => index)),
      [[0], [1]],
    );
  },
);
