import t from "tap";
import { parseHistory, whyUnclear } from "../src/index.ts";
import { driver, Story, trialOf } from "./samples.ts";

/** More than the sample's timers allow, and more than that. */
const late_ms = 200;

/** What a trial tells that got an answer of this status, while its agent was so late. */
function told(
  status: number,
  lag_ms: number,
  { mark = "closed", ...own }: { nothing?: string; proxy_gone?: boolean; mark?: string } = {},
) {
  const trial = trialOf();
  const story = new Story().begin(trial);
  if (lag_ms > 0) story.add({ kind: "lag", lane: "l", ms: lag_ms });
  const entries = parseHistory(story.exchange(trial.id, 0, { status, marks: [mark] }).text);
  const from = entries.findIndex(({ kind }) => kind === "trial-started");
  return whyUnclear(trial, { proxy_gone: false, lag_ms, ...own }, { entries, from, driver });
}

t.test(
  "a trial that is not as expected is unclear if the agent was late, and only then",
  async (t) => {
    t.equal(told(200, late_ms), `the machine was ${late_ms} ms late`);
    t.equal(told(200, 0), undefined, "it failed");
    t.equal(told(200, 20), undefined, "it failed, and was hardly late");
    t.equal(told(502, late_ms), undefined, "it was as expected all the same");
  },
);

t.test("what the log says so far may show that a late machine made another fault", async (t) => {
  t.equal(told(502, late_ms, { mark: "timed out" }), `the machine was ${late_ms} ms late`);
  t.equal(told(502, 0, { mark: "timed out" }), undefined, "it is not complete, and may be");
});

t.test(
  "a trial whose agent says that it told nothing is unclear, whatever came of it",
  async (t) => {
    t.equal(
      told(502, 0, { nothing: "the fault was not delivered" }),
      "the fault was not delivered",
    );
  },
);

t.test(
  "a trial that met the death of its proxy is clear: that is told in another way",
  async (t) => {
    t.equal(told(200, late_ms, { nothing: "the agent was late", proxy_gone: true }), undefined);
  },
);
