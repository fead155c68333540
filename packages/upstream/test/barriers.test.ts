import { once } from "node:events";
import { connect } from "node:net";
import t from "tap";
import { fullResponse, readHead, send } from "@gatecrash/core";
import type { Script } from "@gatecrash/core";
import { Barriers } from "../src/barriers.ts";
import { createHealthyServer, Upstream } from "../src/index.ts";
import type { Journal } from "../src/index.ts";

const barrier = { kind: "barrier", name: "there", parties: 2 } as const;

t.test("a barrier opens when all are there, once", async (t) => {
  const barriers = new Barriers();
  const { signal } = new AbortController();
  const first = barriers.wait(barrier, signal);
  const second = await barriers.wait(barrier, signal);
  t.match([await first, second], [{ result: "ok" }, { result: "ok", note: "2 were there" }]);
  const alone = new AbortController();
  const third = barriers.wait(barrier, alone.signal);
  alone.abort();
  t.same(await third, { result: "healed" });
});

t.test("who has left does not stand there any more", async (t) => {
  const barriers = new Barriers();
  const left = new AbortController();
  const first = barriers.wait(barrier, left.signal);
  left.abort();
  t.same(await first, { result: "healed" });
  t.same(await barriers.wait(barrier, left.signal), { result: "healed" }, "nor comes back");
  const { signal } = new AbortController();
  const [second, third] = [barriers.wait(barrier, signal), barriers.wait(barrier, signal)];
  t.match(await Promise.all([second, third]), [{ result: "ok" }, { result: "ok" }]);
});

t.test("a peer that leaves while it waits is noticed, and others can meet", async (t) => {
  const healthy = await createHealthyServer();
  t.teardown(() => healthy.close());
  const results: string[] = [];
  let heard = () => undefined as unknown;
  const journal: Journal = (fact) => {
    if (fact.kind === "acted" && fact.index === 1) results.push(fact.result);
    heard();
  };
  const upstream = new Upstream({ trial_id: "t", journal, healthy });
  t.teardown(() => upstream.close());
  const { port } = await upstream.listen({ address: "127.0.0.1", port: 0 });
  const script = function* (): Script {
    yield* readHead();
    yield barrier;
    yield* send(fullResponse(200, "met"));
  };
  const id = "meet";
  await upstream.inject({ id, fault: id, scope: "request", when: {}, seed: "s", script });
  const open = async () => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.write("GET / HTTP/1.1\r\n\r\n");
    return socket;
  };
  const leaver = await open();
  leaver.end();
  while (results.length === 0) await new Promise<void>((resolve) => (heard = resolve));
  t.same(results, ["peer-left"]);
  const [second, third] = await Promise.all([open(), open()]);
  const answers = await Promise.all(
    [second, third].map(async (each) => String(await once(each, "data"))),
  );
  for (const answer of answers) t.match(answer, /^HTTP\/1\.1 200 /);
  t.same(results, ["peer-left", "ok", "ok"]);
});
