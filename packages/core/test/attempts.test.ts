import t from "tap";
import { Story, trialOf } from "./samples.ts";

/** A trial whose upstream saw nothing, with these access lines of its proxy. */
function told(lines: readonly { line: string; attempts?: number }[], stopped = true) {
  const expect = { end: "answered" as const, status: 502, attempts: 2, because: "It tries twice." };
  const trial = trialOf({ expect });
  const story = new Story().begin(trial).exchange(trial.id, 0, { opened: 0, marks: [] });
  const of = { kind: "logged", lane: "l", trial_id: trial.id, log: "access" } as const;
  for (const each of lines) story.add({ ...of, marks: [], ...each });
  const ended = story.end(trial.id);
  return (stopped ? ended.stop() : ended).judged()[0];
}

t.test("tries that no upstream saw are those that the proxy's log counts", async (t) => {
  t.match(told([{ line: "GET / 502", attempts: 2 }]), { status: "pass" });
  t.match(told([{ line: "GET / 502", attempts: 1 }]), {
    status: "fail",
    reason: "attempts: expected 2, got 1",
  });
  t.match(told([]), { status: "fail", reason: "attempts: expected 2, got 0" });
});

t.test("a line that may still be on its way is not missing", async (t) => {
  t.match(told([], false), { status: "unknown", reason: "attempts: expected 2, got 0" });
  t.match(told([{ line: "GET / 502", attempts: 1 }], false), { status: "fail" });
});

t.test("what a proxy says of its servers is no request", async (t) => {
  const said = { line: "backend t1 has no server available!" };
  t.match(told([{ line: "GET / 502", attempts: 2 }, said]), { status: "pass" });
});

t.test("of a trial that was run again the last line counts", async (t) => {
  const lines = [1, 2].map((attempts) => ({ line: "GET / 502", attempts }));
  t.match(told(lines), { status: "pass" });
});
