import t from "tap";
import {
  exitCodeOf,
  makeReport,
  observe,
  parseHistory,
  reportSchema,
  worst,
} from "../src/index.ts";
import type { Trial } from "../src/index.ts";
import { driver, judged, Story, trialOf } from "./samples.ts";
import type { Happened } from "./samples.ts";

t.test("as expected, with a receipt: pass, and the reason is the driver's", async (t) => {
  const { status, reason, verdicts } = judged({}, [{}]);
  t.match({ status, reason }, { status: "pass", reason: "It is so." });
  t.strictSame(
    verdicts.map(({ check, status }) => `${check} ${status}`),
    ["receipt pass", "outcome pass", "elapsed pass", "log pass"],
  );
});

t.test("not as expected: fail, and the reason says what was expected and got", async (t) => {
  t.match(judged({}, [{ status: 200 }]), {
    status: "fail",
    reason: "outcome: expected 502, got 200",
  });
  t.match(judged({}, [{ end: "cut-short" }]), {
    status: "fail",
    reason: "outcome: expected 502, got 502, cut short (0 of ? body bytes)",
  });
  t.match(judged({}, [{ marks: ["timeout"] }]), {
    status: "fail",
    reason: "log: expected closed, got timeout",
  });
  const trial = trialOf();
  const open = new Story().begin(trial).exchange(trial.id, 0, { marks: ["timeout"] });
  const [cut] = open.end(trial.id).judged();
  t.equal(cut?.status, "unknown", "a log is not complete before its proxy has ended");
  t.match(judged({}, [{ elapsed_ms: 1300 }]), {
    status: "fail",
    reason: "elapsed: expected at once (0 to 800 ms), got 1300 ms",
  });
});

t.test("a timer that should fire: not before, not much later", async (t) => {
  const silent: Partial<Trial> = { symptom: { kind: "silent-before-head" } };
  const at = (elapsed_ms: number) => judged(silent, [{ status: 504, elapsed_ms }]).status;
  t.strictSame([484, 485, 500, 1300, 1301].map(at), ["fail", "pass", "pass", "pass", "fail"]);
});

t.test("an answer that the proxy holds back: as long as it says, within its bounds", async (t) => {
  const held: Partial<Trial> = { symptom: { kind: "healthy", detail: "held-back" } };
  const at = (elapsed_ms: number) => judged(held, [{ status: 200, elapsed_ms }]).status;
  t.strictSame([799, 800, 3_800, 3_801].map(at), ["fail", "pass", "pass", "fail"]);
});

t.test("a trial that was run again counts once, as it was the last time", async (t) => {
  const trial = trialOf();
  const story = new Story().begin(trial).exchange(trial.id, 0, { status: 504, elapsed_ms: 900 });
  story.add({ kind: "lag", lane: "l", ms: 700 });
  story.add({ kind: "trial-repeated", trial_id: trial.id, because: "late" });
  const [judgedTrial] = story.exchange(trial.id, 0).end(trial.id).stop().judged();
  t.match(judgedTrial, { status: "pass", view: { repeats: 1, lag_ms: 0 } });
  t.equal(judgedTrial?.view.exchanges.length, 1);
  const run = observe(parseHistory(story.text));
  t.match(makeReport(run, story.judged()), { trials: [{ repeats: 1 }] });
});

t.test("what differs while the machine is too late is unknown, not a fail", async (t) => {
  const trial = trialOf();
  const story = new Story().begin(trial).add({ kind: "lag", lane: "l", ms: 300 });
  const [late] = story.exchange(trial.id, 0, { status: 504 }).end(trial.id).stop().judged();
  t.match(late, {
    status: "unknown",
    reason: /too busy: it was 300 ms late.*expected 502, got 504/,
  });
});

t.test("without a receipt everything is unknown, even what looks right", async (t) => {
  t.match(judged({}, [{ delivered: false }]), {
    status: "unknown",
    reason: "the proxy came, but the fault was not delivered",
    expected: [{ status: 502 }],
  });
  t.match(judged({}, [{ delivered: false, opened: 0 }]), {
    status: "unknown",
    reason: "the proxy never reached the upstream",
  });
  t.match(judged({}, [{ delivered: false, status: 200 }]), { status: "unknown" });
  t.match(judged({ symptom: { kind: "healthy" } }, [{ delivered: false, status: 200 }]), {
    status: "pass",
  });
});

t.test("a fault of the listener comes with the connection that never was", async (t) => {
  const refused: Partial<Trial> = { scope: "listener", symptom: { kind: "refused" } };
  t.match(judged(refused, [{ opened: 0 }]), { status: "pass" });
});

t.test("a fault of a name shows from when it was told on", async (t) => {
  const [request] = trialOf().requests;
  const two: Partial<Trial> = { scope: "query", requests: [request!, request!] };
  const told = { opened: 0, delivered: true };
  const well = { opened: 0, delivered: false, status: 200 };
  t.match(judged(two, [told, { opened: 0, delivered: false }]), { status: "pass" });
  t.match(judged(two, [well, told]), { status: "pass" });
  t.match(judged(two, [told, well]), {
    status: "fail",
    reason: "outcome: expected 502, got 200",
  });
  t.match(judged({ scope: "query" }, [{ opened: 0, delivered: false }]), {
    status: "unknown",
    reason: "the proxy never asked for the name",
  });
});

t.test("a setting may know in which requests a fault shows", async (t) => {
  const [request] = trialOf().requests;
  const moved: Partial<Trial> = { requests: [request!, request!], shows_in: [2] };
  const before = { delivered: true, status: 200 };
  t.match(judged(moved, [before, { delivered: false, opened: 0 }]), { status: "pass" });
  t.match(judged(moved, [{ delivered: true }, { delivered: false, opened: 0 }]), {
    status: "fail",
    reason: "outcome: expected 200, got 502",
  });
});

t.test("a health check meets the fault before the request does", async (t) => {
  const own: Partial<Trial> = { symptom: { kind: "check-failed" } };
  const met = trialOf(own);
  const proof = "the check got it";
  const story = new Story()
    .begin(met)
    .add({ kind: "delivered", trial_id: met.id, connection: 1, proof })
    .exchange(met.id, 0, { delivered: false, opened: 0, status: 502 })
    .end(met.id)
    .stop();
  t.match(story.judged(), [{ status: "pass" }], "502 is what the driver says of every fault");
  t.match(judged(own, [{ delivered: false }]), { status: "unknown" }, "no check came");
});

t.test("requests that were not made, answers that were not recorded: unknown", async (t) => {
  const two = { requests: [trialOf().requests[0]!, trialOf().requests[0]!] };
  t.match(judged(two, [{}]), { status: "unknown", reason: "requests: expected 2, got 1" });
  t.match(judged({}, [{ answered: false }]), {
    status: "unknown",
    reason: "outcome: expected 502, got no answer was recorded",
  });
});

t.test("a version that was never measured gives findings, not failures", async (t) => {
  t.match(judged({}, [{ status: 200 }], "front/1.3.0"), {
    status: "finding",
    reason: "outcome: expected 502, got 200",
  });
  t.equal(judged({}, [{ status: 200 }], "no version").status, "finding");
  t.equal(judged({}, [{}], "front/1.3.0").status, "pass");
  t.equal(judged({}, [{ delivered: false }], "front/1.3.0").status, "unknown");
});

t.test("where the proxy races, any of its outcomes is right, and only those", async (t) => {
  const racy: Partial<Trial> = { symptom: { kind: "not-http" } };
  t.equal(judged(racy, [{ status: 502 }]).status, "pass");
  t.equal(judged(racy, [{ status: 504, elapsed_ms: 500 }]).status, "pass");
  t.match(judged(racy, [{ status: 504 }]), {
    status: "fail",
    reason: "elapsed: expected read_ms 500 (485 to 1300 ms), got 5 ms",
  });
  t.match(judged(racy, [{ status: 200 }]), {
    status: "fail",
    reason: "outcome: expected 502 or 504, got 200",
  });
});

t.test("details, the upstream's own status, and a scenario's own expectation", async (t) => {
  const folded: Partial<Trial> = { symptom: { kind: "invalid-head", detail: "folded" } };
  t.equal(judged(folded, [{ status: 200 }]).status, "pass");
  const other: Partial<Trial> = { symptom: { kind: "invalid-head", detail: "nul" } };
  t.equal(judged(other, [{ status: 200 }]).status, "fail");
  const own: Partial<Trial> = { symptom: { kind: "error-status", status: 429 } };
  t.equal(judged(own, [{ status: 429 }]).status, "pass");
  const expect = { end: "answered" as const, status: 418, because: "We say so." };
  t.match(judged({ expect }, [{ status: 418 }]), { status: "pass", reason: "We say so." });
});

t.test("retries: masked by a healthy upstream, or tried again in vain", async (t) => {
  const topology = { ...trialOf().topology, retries: 2, upstreams: 2 };
  const masked = { topology, faulty: [0] };
  t.match(judged(masked, [{ status: 200, opened: 2 }]), { status: "pass", reason: /masked/ });
  t.equal(judged(masked, [{ status: 502 }]).status, "fail");
  t.equal(judged({ topology }, [{ opened: 3 }]).status, "pass");
  t.match(judged({ topology }, [{ opened: 2 }]), {
    status: "fail",
    reason: "attempts: expected 3, got 2",
  });
  const unretried: Partial<Trial> = { ...masked, symptom: { kind: "reset-before-head" } };
  t.equal(judged(unretried, [{ status: 502 }]).status, "pass", "the driver does not retry it");
});

t.test("of several requests, only those with the fault are held against it", async (t) => {
  const ok: Happened = { status: 200, delivered: false };
  t.match(judged({ when: { nth: 2 } }, [ok, {}, ok]), { status: "pass", decisive: 1 });
  t.match(judged({ when: { nth: 2 } }, [ok, {}, { ...ok, status: 502 }]), {
    status: "fail",
    reason: "outcome: expected 200, got 502",
  });
});

t.test("trouble, a cut record, a skip, a dead proxy", async (t) => {
  const trial = trialOf();
  const trouble: { kind: "trouble"; code: string; message: string } = {
    kind: "trouble",
    code: "agent-failed",
    message: "cannot bind",
  };
  const troubled = new Story().begin(trial).add({ ...trouble, trial_id: trial.id });
  t.match(troubled.judged(), [{ status: "unknown", reason: "cannot bind" }]);
  const cut = new Story().begin(trial).exchange(trial.id, 0);
  t.match(cut.judged(), [{ status: "unknown", reason: "the record ends before the trial" }]);
  const planned = () => new Story().add({ kind: "planned", trial });
  t.match(planned().judged(), [{ reason: "not run: the record ends before it" }]);
  t.match(planned().add(trouble).judged(), [{ status: "unknown", reason: "cannot bind" }]);
  const interrupted = planned().add({ kind: "run-ended", interrupted: true });
  t.match(interrupted.judged(), [{ reason: "not run: the run was interrupted" }]);
  const skipped = planned().add({ kind: "skipped", trial_id: trial.id, reason: "no root" });
  t.match(skipped.judged(), [{ status: "skipped", reason: "no root" }]);
  const unknown = new Story().add({ kind: "planned", trial: { ...trial, proxy: "other" } });
  t.match(unknown.judged(), [{ status: "unknown", reason: "no driver for other" }]);
});

t.test("a proxy that died is an outcome, expected or not", async (t) => {
  const died = (own: Partial<Trial>) => {
    const trial = trialOf(own);
    const story = new Story().begin(trial).exchange(trial.id, 0, { answered: false });
    const lane = { lane: "l", asked: false };
    return story.add({ kind: "proxy-ended", ...lane, signal: "SIGSEGV", trial_id: trial.id });
  };
  const expect = { end: "proxy-died" as const, because: "It has a bug." };
  t.match(died({ expect }).end("s/close/front").judged(), [{ status: "pass" }]);
  const story = died({}).end("s/close/front");
  const run = observe(parseHistory(story.text));
  t.match(makeReport(run, story.judged()), {
    trials: [{ got: "proxy died (SIGSEGV)", verdict: "fail" }],
  });
  const beside = new Story().begin(trialOf()).exchange("s/close/front", 0, { answered: false });
  beside.add({ kind: "proxy-ended", lane: "l", signal: "SIGSEGV", asked: false });
  t.match(beside.end("s/close/front").judged(), [{ status: "unknown" }], "a neighbour's death");
});

t.test("a report says how long faults ran that take the whole machine", async (t) => {
  const alone_ms = (own: Partial<Trial>) => {
    const trial = trialOf(own);
    const story = new Story().begin(trial).exchange(trial.id, 0);
    story.add({ kind: "trial-repeated", trial_id: trial.id, because: "late" }, 1_000);
    story.exchange(trial.id, 0).add({ kind: "trial-ended", trial_id: trial.id }, 500);
    return makeReport(observe(parseHistory(story.text)), story.judged()).alone_ms;
  };
  t.equal(alone_ms({ exclusive: false }), 0);
  // Ten entries of 1 ms each stand beside the two long ones.
  t.equal(alone_ms({ exclusive: true }), 1_510);
});

t.test("a report is what its schema says, and its exit code follows", async (t) => {
  const trial = trialOf();
  const other = trialOf({ id: "s/other/front", proxy_version: "9" });
  const story = new Story()
    .begin(trial)
    .exchange(trial.id, 0)
    .end(trial.id)
    .add({ kind: "planned", trial: other });
  const skip = { kind: "skipped", trial_id: other.id, reason: "no such version" } as const;
  story.add(skip).add({ kind: "run-ended", interrupted: false });
  const report = makeReport(observe(parseHistory(story.text)), story.judged());
  t.strictSame(reportSchema.parse(report), report);
  t.match(report, {
    versions: { front: "1.2.3" },
    interrupted: false,
    totals: { pass: 1, skipped: 1, fail: 0 },
    trials: [{ column: "front 1.2.3" }, { column: "front 9", version: "" }],
  });
  const exit = (totals: Partial<typeof report.totals>, interrupted = false) =>
    exitCodeOf({ ...report, interrupted, totals: { ...report.totals, ...totals } });
  t.strictSame(
    [exit({}), exit({ finding: 1 }), exit({ unknown: 1 }), exit({ unknown: 1, fail: 1 })],
    [0, 0, 2, 1],
  );
  t.equal(exit({}, true), 2);
  t.equal(exit({ skipped: 2 }), 77);
  t.equal(worst(["pass", "skipped", "finding", "unknown", "fail"]), "fail");
  t.equal(driver.pinned.length, 1);
});
