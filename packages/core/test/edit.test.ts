import t from "tap";
import { applyEdits, diffOf, difference, positionAt } from "../src/index.ts";
import type { Edit } from "../src/index.ts";

const text = "first line\nsecond line\nthird";

function edit(from: [number, number], to: [number, number], put: string): Edit {
  const at = { file: "a.conf", line: from[0], text: "" };
  const position = ([line, column]: [number, number]) => ({ line, column });
  return { at, from: position(from), to: position(to), text: put, removed: ["old"], added: [put] };
}

t.test("text is put in, taken out and replaced, in whatever order edits come", async (t) => {
  const edits = [
    edit([3, 6], [3, 6], " end"),
    edit([1, 1], [1, 6], "1st"),
    edit([2, 1], [3, 1], ""),
  ];
  t.equal(applyEdits(text, edits), "1st line\nthird end");
  t.equal(applyEdits(text, edits.toReversed()), "1st line\nthird end");
  t.equal(applyEdits(text, []), text);
});

t.test("what is put at the same place keeps its order, and is put there once", async (t) => {
  const [one, two] = [edit([1, 6], [1, 6], " a"), edit([1, 6], [1, 6], " b")];
  t.equal(applyEdits("first", [one, two, one]), "first a b");
});

t.test("what is put before a text stays before it when the text is replaced", async (t) => {
  t.equal(
    applyEdits("first", [edit([1, 1], [1, 6], "1st"), edit([1, 1], [1, 1], "the ")]),
    "the 1st",
  );
});

t.test("edits of the same text are refused", async (t) => {
  const conflict = [edit([1, 1], [1, 6], "a"), edit([1, 3], [1, 8], "b")];
  t.throws(() => applyEdits(text, conflict), { code: "conflict", message: /a\.conf:1: two edits/ });
});

t.test("a place that is not there is refused", async (t) => {
  const places: [number, number][] = [
    [4, 1],
    [1, 12],
    [1, 0],
    [0, 1],
  ];
  for (const place of places)
    t.throws(() => applyEdits(text, [edit(place, place, "x")]), { code: "conflict" });
});

t.test("positions are those of the offsets", async (t) => {
  t.strictSame(positionAt(text, 0), { line: 1, column: 1 });
  t.strictSame(positionAt(text, 10), { line: 1, column: 11 });
  t.strictSame(positionAt(text, 11), { line: 2, column: 1 });
  t.strictSame(positionAt(text, text.length), { line: 3, column: 6 });
});

t.test("only what differs is an edit", async (t) => {
  t.strictSame(difference("a 30s secret", "a 3s secret"), { from: 3, to: 4, text: "" });
  t.strictSame(difference("a", "a b"), { from: 1, to: 1, text: " b" });
  t.strictSame(difference("aa", "aaa"), { from: 2, to: 2, text: "a" });
  t.strictSame(difference("same", "same"), { from: 4, to: 4, text: "" });
});

t.test("a diff names the place, and what goes and comes", async (t) => {
  t.strictSame(diffOf([edit([1, 1], [1, 6], "new")]), [
    { where: "a.conf:1", lines: ["- old", "+ new"] },
  ]);
});
