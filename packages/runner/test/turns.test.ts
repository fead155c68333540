import t from "tap";
import { Turns } from "../src/turns.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Work that lasts until it is let go. */
function held(log: string[], name: string) {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const work = async () => {
    log.push(`${name} begins`);
    await released;
    log.push(`${name} ends`);
  };
  return { work, release };
}

t.test("what asks to be alone waits for the rest, and the rest waits for it", async (t) => {
  const turns = new Turns();
  const log: string[] = [];
  const [one, two, solo, late] = ["one", "two", "solo", "late"].map((name) => held(log, name));
  const all = [turns.shared(one!.work), turns.shared(two!.work)];
  all.push(turns.alone(solo!.work));
  await turn();
  all.push(turns.shared(late!.work));
  await turn();
  t.strictSame(log, ["one begins", "two begins"], "it waits for both");
  one!.release();
  two!.release();
  await turn();
  await turn();
  t.strictSame(log.slice(4), ["solo begins"], "then it is alone");
  solo!.release();
  late!.release();
  await Promise.all(all);
  t.strictSame(log.slice(4), ["solo begins", "solo ends", "late begins", "late ends"]);
});

t.test("several that want to be alone take turns, and a failure frees the place", async (t) => {
  const turns = new Turns();
  const log: string[] = [];
  const failing = turns.alone(async () => {
    log.push("fails");
    await turn();
    throw new Error("on purpose");
  });
  const next = turns.alone(async () => {
    log.push("goes on");
    return Promise.resolve();
  });
  await t.rejects(failing, { message: "on purpose" });
  await next;
  await turns.shared(async () => Promise.resolve(log.push("shared")));
  t.strictSame(log, ["fails", "goes on", "shared"]);
});
