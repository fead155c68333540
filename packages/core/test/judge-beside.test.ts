import t from "tap";
import { observe, parseHistory } from "../src/index.ts";
import type { Trial } from "../src/index.ts";
import { judged, Story, trialOf } from "./samples.ts";

const [request] = trialOf().requests;
const beside = { ...request!, path: "/second", beside: "at-once" as const };

t.test("each of the requests that are made beside each other has its own symptom", async (t) => {
  const both: Partial<Trial> = {
    symptom: { kind: "error-status", status: 503 },
    requests: [{ ...request!, path: "/first" }, beside],
    symptoms: [{ kind: "healthy" }, { kind: "error-status", status: 503 }],
  };
  const [well, busy] = [{ status: 200 }, { status: 503, opened: 0, delivered: false }];
  t.match(judged(both, [well, busy]), { status: "pass", decisive: 1 });
  t.match(judged(both, [well, well]), { status: "fail", reason: /expected 503, got 200/ });
  t.match(judged(both, [busy, busy]), { status: "unknown", decisive: 1 });
  t.match(judged(both, [{ ...busy, delivered: true }, busy]), {
    status: "fail",
    reason: /expected 200, got 503/,
  });
});

t.test("what happens on a connection belongs to the request that was read on it", async (t) => {
  const trial = trialOf({ requests: [{ ...request!, path: "/first" }, beside] });
  const trial_id = trial.id;
  const story = new Story().begin(trial);
  const asked = { kind: "exchange-started", trial_id, method: "GET" } as const;
  story.add({ ...asked, exchange: 0, path: "/first" });
  story.add({ ...asked, exchange: 1, path: "/second" });
  for (const [connection, path] of [
    [1, "/second"],
    [2, "/first"],
  ] as const) {
    const on = { trial_id, connection };
    story.add({ kind: "connection-opened", ...on, upstream: 0, peer_port: 1, faulty: true });
    story.add({ kind: "act", ...on, index: 0, act: { kind: "read-head" } });
    story.add({ kind: "acted", ...on, index: 0, result: "ok", path });
  }
  story.add({ kind: "act", trial_id, connection: 2, index: 1, act: { kind: "sleep", ms: 70 } });
  story.add({ kind: "delivered", trial_id, connection: 1, proof: "so" });
  const exchanges = observe(parseHistory(story.text)).trials[0]?.exchanges ?? [];
  t.same(
    exchanges.map(({ opened, acts, delivered }) => [
      opened.map(({ connection }) => connection),
      acts.map(({ act }) => act.kind),
      delivered.length,
    ]),
    [
      [[2], ["read-head", "sleep"], 0],
      [[1], ["read-head"], 1],
    ],
  );
});
