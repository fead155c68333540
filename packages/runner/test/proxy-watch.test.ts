import { setTimeout as delay } from "node:timers/promises";
import type { Answer } from "@gatecrash/core";
import t from "tap";
import type { LagWatch } from "../src/agent/lag.ts";
import { ProxyWatch } from "../src/agent/proxy-watch.ts";

/** A proxy that answers a healthy request after so long, or not. */
function proxy(answers_after_ms: number, end: Answer["end"] = "answered") {
  let asked = 0;
  const ask = async () => {
    asked += 1;
    await delay(answers_after_ms);
    return { end } as Answer;
  };
  return { ask, count: () => asked };
}

const inTime = { since: () => 0 } as unknown as LagWatch;

t.test("a proxy that stands still is late, one that is gone is not", async (t) => {
  const reported: number[] = [];
  const began_ms = performance.now();
  const still = new ProxyWatch(proxy(150).ask, inTime, (ms) => reported.push(ms));
  await still.during(() => delay(200));
  t.ok(reported.length >= 1, "it was told at once");
  t.ok(reported.every((ms) => ms > 100));
  t.equal(
    still.since(began_ms),
    reported.reduce((sum, ms) => sum + ms, 0),
  );
  t.equal(still.since(performance.now() + 10_000), 0);

  const gone = new ProxyWatch(proxy(150, "not-connected").ask, inTime, t.fail.bind(t, "not late"));
  await gone.during(() => delay(200));
  t.equal(gone.since(began_ms), 0);
});

t.test("an answer that is still to come is late already, and is not counted twice", async (t) => {
  const reported: number[] = [];
  const began_ms = performance.now();
  const answers: ((answer: Answer) => void)[] = [];
  const ask = () => new Promise<Answer>((resolve) => answers.push(resolve));
  const watch = new ProxyWatch(ask, inTime, (ms) => reported.push(ms));
  await watch.during(() => delay(150));
  const waiting_ms = watch.since(began_ms);
  t.ok(waiting_ms > 100);
  t.same(reported, [waiting_ms], "it stands in the history before the trial ends");
  await delay(50);
  answers[0]?.({ end: "answered" } as Answer);
  await delay(0);
  const whole_ms = watch.since(began_ms);
  t.ok(whole_ms > waiting_ms);
  t.ok(whole_ms <= Math.ceil(performance.now() - began_ms));
});

t.test("lateness of this process is not the proxy's", async (t) => {
  const late = { since: () => 1_000_000 } as unknown as LagWatch;
  const watch = new ProxyWatch(proxy(150).ask, late, t.fail.bind(t, "not the proxy's"));
  await watch.during(() => delay(200));
  t.equal(watch.since(0), 0);
});

t.test("it asks while something runs, once at a time, and then no more", async (t) => {
  const { ask, count } = proxy(0);
  const watch = new ProxyWatch(ask, inTime, () => undefined);
  t.equal(count(), 0);
  await t.rejects(
    watch.during(() => Promise.reject(new Error("a trial that goes wrong"))),
    /goes wrong/,
  );
  await Promise.all([watch.during(() => delay(30)), watch.during(() => delay(60))]);
  await delay(150);
  const asked = count();
  t.ok(asked >= 1);
  await delay(150);
  t.equal(count(), asked);
});
