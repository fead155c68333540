import t from "tap";
import { defaultRequest } from "@gatecrash/core";
import type { Answer, RequestSpec } from "@gatecrash/core";
import { Arrivals } from "../src/agent/arrivals.ts";
import { askAll } from "../src/agent/ask-all.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Requests that are answered when told; what happens is noted in order. */
function asking(requests: readonly Partial<RequestSpec>[]) {
  const events: string[] = [];
  const answer: (() => void)[] = [];
  const sent: (() => void)[] = [];
  const takenIn: (() => void)[] = [];
  const done = askAll(
    requests.map((own) => ({ ...defaultRequest, ...own })),
    {
      pace: {
        before: async (_request, first) => {
          events.push(first ? "before the first" : "before");
        },
        after: () => {
          events.push("after");
        },
      },
      ask: async (_request, index, onSent) => {
        events.push(`ask ${index}`);
        sent[index] = onSent;
        await new Promise<void>((resolve) => (answer[index] = resolve));
        events.push(`answered ${index}`);
        return { end: "answered", status: 200 + index } as Answer;
      },
      takenIn: async () => {
        events.push("another");
        await new Promise<void>((resolve) => takenIn.push(resolve));
      },
    },
  );
  return { events, answer, sent, takenIn, done };
}

t.test("requests follow one another unless they say otherwise", async (t) => {
  const { events, answer, done } = asking([{}, {}]);
  await turn();
  t.same(events.splice(0), ["before the first", "ask 0"]);
  answer[0]?.();
  await turn();
  t.same(events.splice(0), ["answered 0", "after", "before", "ask 1"]);
  answer[1]?.();
  t.same(
    (await done).map(({ status }) => status),
    [200, 201],
  );
});

t.test("beside the one before: at once", async (t) => {
  const { events, answer, done } = asking([{}, { beside: "at-once" }, { beside: "at-once" }, {}]);
  await turn();
  t.same(
    events.splice(0).filter((event) => event.startsWith("ask")),
    ["ask 0", "ask 1", "ask 2"],
  );
  answer[2]?.();
  answer[0]?.();
  await turn();
  t.same(events.splice(0), ["answered 2", "answered 0"], "the last waits for all of them");
  answer[1]?.();
  await turn();
  t.same(events.splice(0), ["answered 1", "after", "before", "ask 3"]);
  answer[3]?.();
  t.same(
    (await done).map(({ status }) => status),
    [200, 201, 202, 203],
  );
});

t.test("in order: once the proxy has taken in the one before", async (t) => {
  const { events, answer, sent, takenIn, done } = asking([{}, { beside: "in-order" }]);
  await turn();
  t.same(events.splice(0), ["before the first", "ask 0"], "it was not sent yet");
  sent[0]?.();
  await turn();
  t.same(events.splice(0), ["another"], "a later request is asked, and not answered yet");
  takenIn[0]?.();
  await turn();
  t.same(events.splice(0), ["before", "ask 1"]);
  answer[0]?.();
  answer[1]?.();
  await done;
});

t.test("arrivals are waited for, but not for ever", async (t) => {
  const arrivals = new Arrivals();
  arrivals.add();
  t.equal(await arrivals.until(1, 0), true, "it was there before");
  const two = arrivals.until(2, 60_000);
  const four = arrivals.until(4, 1);
  arrivals.add();
  t.equal(await two, true);
  t.equal(await four, false, "it never came");
  t.equal(arrivals.count, 2);
});
