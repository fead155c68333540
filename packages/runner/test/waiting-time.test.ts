import t from "tap";
import { defaultRequest, topologySchema } from "@gatecrash/core";
import type { Expectation, RequestSpec, Topology, Trial } from "@gatecrash/core";
import { waitingTime } from "../src/waiting-time.ts";

function trial(
  resolve: Topology["resolve"],
  requests: readonly Partial<RequestSpec>[],
  own_process = false,
): Trial {
  return {
    requests: requests.map((each) => ({ ...defaultRequest, ...each })),
    topology: topologySchema.parse({ resolve }),
    own_process,
  } as Partial<Trial> as Trial;
}

t.test("a trial that only asks does not wait, whoever is asked for", (t) => {
  t.equal(waitingTime(trial("never", [{}, {}])), 0);
  t.equal(waitingTime(trial("request", [{}, {}])), 0);
  t.end();
});

t.test("the times between its requests are waited for, each", (t) => {
  t.equal(waitingTime(trial("never", [{}, { after_ms: 300 }, { after_ms: 50 }])), 350);
  t.end();
});

for (const resolve of ["watched", "service"] as const) {
  t.test(`${resolve}: two rounds of questions come before the first request`, (t) => {
    const once = waitingTime(trial(resolve, [{}]));
    t.equal(once, 2_000, "four questions, two a second");
    t.equal(waitingTime(trial(resolve, [{}, {}])), once, "only before the first");
    t.end();
  });

  t.test(`${resolve}: a request's own number of questions takes the place of it`, (t) => {
    t.equal(waitingTime(trial(resolve, [{ after_questions: 0 }, {}])), 0);
    t.equal(waitingTime(trial(resolve, [{ after_questions: 6, after_ms: 100 }])), 3_100);
    t.equal(waitingTime(trial(resolve, [{ after_questions: 0 }, { after_questions: 2 }])), 1_000);
    t.end();
  });
}

t.test("a process of its own is started first", (t) => {
  t.equal(waitingTime(trial("never", [{ after_ms: 200 }], true)), 1_200);
  t.end();
});

t.test("a timer of the proxy that is expected to run out is waited for, at each try", (t) => {
  const because = "It waits.";
  const { timeouts } = topologySchema.parse({});
  const waited = (...expected: Expectation[]) => waitingTime(trial("never", [{}]), expected);
  t.equal(waited({ end: "answered", because }), 0);
  t.equal(waited({ end: "answered", timer: "read_ms", because }), timeouts.read_ms);
  const twice: Expectation = { end: "answered", timer: "connect_ms", attempts: 2, because };
  t.equal(waited({ end: "answered", because }, twice), 2 * timeouts.connect_ms, "the longest");
  const held: Expectation = { end: "answered", adds_ms: { least: 800, most: 900 }, because };
  t.equal(waited(held), 800);
  t.end();
});
