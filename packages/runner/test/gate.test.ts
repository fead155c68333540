import t from "tap";
import { Barrier, Gate } from "../src/gate.ts";

t.test(
  "a gate lets so many through at a time, in order, and a failure frees its place",
  async (t) => {
    const gate = new Gate(2);
    const started: number[] = [];
    const release: (() => void)[] = [];
    const work = (n: number) =>
      gate.through(async () => {
        started.push(n);
        await new Promise<void>((resolve) => release.push(resolve));
        if (n === 1) throw new Error("on purpose");
        return n;
      });
    const results = Promise.allSettled([work(1), work(2), work(3), work(4)]);
    await new Promise((resolve) => setImmediate(resolve));
    t.strictSame(started, [1, 2]);
    release[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    t.strictSame(started, [1, 2, 3], "a place is free after a failure too");
    for (let index = 1; index < 4; index += 1) {
      release[index]?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    t.strictSame(
      (await results).map(({ status }) => status),
      ["rejected", "fulfilled", "fulfilled", "fulfilled"],
    );
  },
);

t.test("what is urgent goes before what came earlier", async (t) => {
  const gate = new Gate(1);
  const started: string[] = [];
  const work = (name: string, urgency?: number) =>
    gate.through(async () => {
      started.push(name);
      await new Promise((resolve) => setImmediate(resolve));
    }, urgency);
  await Promise.all([work("a"), work("b"), work("c", 5), work("d", 9), work("e", 5), work("f")]);
  t.strictSame(started, ["a", "d", "c", "e", "b", "f"]);
});

t.test("a barrier opens when all have arrived, and at once for none", async (t) => {
  await new Barrier(0).opened;
  const barrier = new Barrier(2);
  let open = false;
  void barrier.opened.then(() => (open = true));
  barrier.arrive();
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(open, false);
  barrier.arrive();
  await barrier.opened;
  t.equal(open, true);
});
