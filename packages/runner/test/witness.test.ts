import type { Fact, TimedFact, TrialSetup } from "@gatecrash/core";
import { defaultTopology } from "@gatecrash/core";
import t from "tap";
import type { LagWatch } from "../src/agent/lag.ts";
import { Witness } from "../src/agent/witness.ts";

const trial_id = "s/close/front";
const late_ms_max = 100;

const setup = (when: TrialSetup["when"] = {}): TrialSetup => ({
  trial_id,
  route: "t1",
  acting: { fault: "close", params: {} },
  when,
  scope: "request",
  topology: defaultTopology,
  below_tls: false,
  own_process: false,
  exclusive: false,
  seed: "x",
});

const at = (fact: Fact, ms = 0): TimedFact => ({ ...fact, at_ns: String(ms * 1_000_000) });
const delivered: Fact = { kind: "delivered", trial_id, connection: 1, proof: "FIN sent" };

/** What a witness says of a trial during which these facts came, and its process was so late. */
function told(
  facts: readonly TimedFact[],
  lag_ms: number,
  { when, asked = true }: { when?: TrialSetup["when"]; asked?: boolean } = {},
) {
  const lag = { since: () => lag_ms } as unknown as LagWatch;
  const witness = new Witness(lag);
  if (asked) witness.asked(trial_id);
  for (const fact of facts) witness.note(fact);
  const began_ms = performance.now();
  return witness.end(setup(when), { entered_ms: began_ms, began_ms, late_ms_max }).nothing;
}

t.test("a trial tells something if its fault was delivered in time", async (t) => {
  t.equal(told([at(delivered)], 0), undefined);
  t.equal(told([at(delivered)], late_ms_max), undefined);
  t.equal(told([at(delivered)], 2 * late_ms_max), "the agent was 200 ms late");
  t.equal(told([], 0), "the fault was not delivered");
});

t.test("a condition may rightly never be met, unless the process was late", async (t) => {
  t.equal(told([], 0, { when: { nth: 2 } }), undefined);
  t.equal(told([], 30, { when: { nth: 2 } }), "the fault was not delivered");
});

t.test("a packet filter that came late is another fault than the one asked for", async (t) => {
  const filter = { packets: "questions", verdict: "drop", every: 1 };
  const begin = {
    kind: "act",
    trial_id,
    connection: 1,
    index: 0,
    act: { kind: "filter", ...filter },
  };
  const end = { kind: "acted", trial_id, connection: 1, index: 0, result: "ok" };
  const took = (ms: number) => [at(begin as Fact), at(end as Fact, ms), at(delivered, ms)];
  t.equal(told(took(99), 0), undefined);
  t.equal(told(took(101), 0), "an act took 101 ms too long");
  t.equal(told(took(101), 0, { asked: false }), undefined, "nobody had asked yet");
});

t.test("a process that slept for too long did something else than it was asked for", async (t) => {
  const base = { trial_id, connection: 1, index: 0 };
  const begin: Fact = { kind: "act", ...base, act: { kind: "sleep", ms: 100 } };
  const end: Fact = { kind: "acted", ...base, result: "ok" };
  const slept = (ms: number) => [at(begin), at(end, ms), at(delivered, ms)];
  t.equal(told(slept(180), 0), undefined);
  t.equal(told(slept(390), 0), "an act took 290 ms too long");
  t.equal(told(slept(20), 0), undefined, "its peer left");
});

t.test("what was delivered counts for one time that a trial is run", async (t) => {
  const witness = new Witness({ since: () => 0 } as unknown as LagWatch);
  witness.note(at(delivered));
  const run = { entered_ms: 0, began_ms: 0, late_ms_max };
  t.equal(witness.end(setup(), run).nothing, undefined);
  t.equal(witness.end(setup(), run).nothing, "the fault was not delivered");
});
