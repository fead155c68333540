import t from "tap";
import { Barriers } from "../src/barriers.ts";

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
