import t from "tap";
import { topologySchema } from "@gatecrash/core";
import type { Act, Topology, TrialSetup } from "@gatecrash/core";
import { SensitiveTime } from "../src/agent/sensitive-time.ts";

function setup(trial_id: string, check: Topology["check"] = "never"): TrialSetup {
  return {
    trial_id,
    topology: topologySchema.parse({ check }),
  } as Partial<TrialSetup> as TrialSetup;
}

function note(sensitive: SensitiveTime, trial_id: string, act: Act): void {
  sensitive.note({ kind: "act", trial_id, connection: 1, index: 0, act });
}

t.test("a trial is sensitive from its first request on", (t) => {
  const sensitive = new SensitiveTime();
  const began_ms = performance.now() - 1_000;
  t.equal(sensitive.from(setup("a"), began_ms), began_ms, "none was made");
  const before_ms = performance.now();
  sensitive.asked("a");
  const from_ms = sensitive.from(setup("a"), began_ms);
  t.ok(from_ms >= before_ms && from_ms <= performance.now(), "when it was made");
  t.equal(sensitive.from(setup("b"), began_ms), began_ms, "that was another's");
  t.equal(
    sensitive.from(setup("a", "passive"), began_ms),
    from_ms,
    "nothing is asked by the clock",
  );
  t.end();
});

t.test("a trial that is run again is not sensitive before it began", (t) => {
  const sensitive = new SensitiveTime();
  sensitive.asked("a");
  const began_ms = performance.now() + 1_000;
  t.equal(sensitive.from(setup("a"), began_ms), began_ms);
  t.end();
});

t.test("a fault that goes by the clock makes a trial sensitive all the time", (t) => {
  const sensitive = new SensitiveTime();
  const began_ms = performance.now() - 1_000;
  for (const trial_id of ["a", "b"]) sensitive.asked(trial_id);
  note(sensitive, "a", { kind: "sleep", ms: 10 });
  note(sensitive, "b", { kind: "reset" });
  t.equal(sensitive.from(setup("a"), began_ms), began_ms);
  t.ok(sensitive.from(setup("b"), began_ms) > began_ms, "that one does not");
  t.end();
});

t.test("a proxy that checks by the clock makes a trial sensitive all the time", (t) => {
  const sensitive = new SensitiveTime();
  const began_ms = performance.now() - 1_000;
  sensitive.asked("a");
  for (const check of ["tcp", "http"] as const)
    t.equal(sensitive.from(setup("a", check), began_ms), began_ms, check);
  t.end();
});
