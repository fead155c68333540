import t from "tap";
import { TapReader } from "../suite/read-tap.mjs";
import { summary, totalsOf } from "../suite/totals.mjs";

/** As tap 21 printed it for three files: one good, one skipped whole, one with two failures. */
const output = `TAP version 14
1..3
# Subtest: a.test.ts
    ok 1 - one
    # Subtest: sub
        ok 1 - in sub
        ok 2 - deeper # SKIP no docker daemon
        # Subtest: deep
            ok 1 - x
            ok 2 - later # TODO
            1..2
        ok 3 - deep # time=7.492ms

        1..3
    ok 2 - sub # time=11.854ms

    ok 3 - not here \\# really # SKIP
    1..3
ok 1 - a.test.ts # time=23.777ms

# Subtest: b.test.ts
    1..0 # not on this system
ok 2 - b.test.ts # SKIP not on this system

# Subtest: c.test.ts
    not ok 1 - bad one
      ---
      diff: |
        ok 1 - quoted
        not ok 2 - quoted
        # Subtest: quoted
      ...

    # Subtest: boom
        not ok 1 - boom
          ---
          stack: |
            at c
          ...

        1..1
    not ok 2 - boom # time=6.919ms

    # Subtest: slow
        ok 1 - began
    not ok 3 - timeout!
    1..3
not ok 3 - c.test.ts # time=24.751ms
`;

function read(text) {
  const results = [];
  const reader = new TapReader((result) => results.push(result));
  for (const line of text.split("\n")) reader.read(line);
  return results;
}

t.test("each file is counted by its own tests, not by the lines that sum them up", async (t) => {
  const counts = read(output).map(({ file, ok, passed, failed, skips }) => {
    return [file, ok, passed, failed, skips.length];
  });
  t.strictSame(counts, [
    ["a.test.ts", true, 3, 0, 3],
    ["b.test.ts", true, 0, 0, 1],
    ["c.test.ts", false, 1, 3, 0],
  ]);
});

t.test("a file that died before its first test counts as failed", async (t) => {
  const [result] = read("# Subtest: d.test.ts\n    1..0\nnot ok 1 - d.test.ts # time=1ms\n");
  t.match(result, { ok: false, failed: 1 });
});

t.test("skips are listed with their reasons, and the closing line is last", async (t) => {
  const lines = summary(totalsOf(read(output), false));
  t.match(lines, ["Skipped:", /a\.test\.ts > deeper: no docker daemon/]);
  t.equal(lines.at(-1), "4 passed, 3 failed, 4 skipped");
});

t.test("where all launchers must run, a skip for want of one counts as failed", async (t) => {
  const totals = totalsOf(read(output), true);
  t.equal(summary(totals).at(-1), "4 passed, 4 failed, 3 skipped");
  t.strictSame(
    totals.forbidden.map(({ reason }) => reason),
    ["no docker daemon"],
  );
});
