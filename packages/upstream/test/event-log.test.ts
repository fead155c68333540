import t from "tap";
import type { Entry } from "@gatecrash/core";
import { EventLog } from "../src/index.ts";

t.test("the last entries are kept, in order, and each has its number", async (t) => {
  const log = new EventLog(3);
  const seen: number[] = [];
  const unsubscribe = log.subscribe((entry: Entry) => seen.push(entry.seq));
  const numbers = (count: number) => log.last(count).map((entry) => entry.seq);
  t.same(numbers(3), []);
  for (let index = 0; index < 5; index += 1) {
    if (index === 4) unsubscribe();
    log.journal({ kind: "injected", injection: `i${index}`, fault: "x" });
  }
  t.same(numbers(2), [3, 4]);
  t.same(numbers(100), [2, 3, 4]);
  t.match(log.last(1)[0], { kind: "injected", injection: "i4", at_ns: /^\d+$/ });
  t.same(seen, [0, 1, 2, 3], "nothing comes after the end of a subscription");
  t.equal(log.count, 5);
  const unfollow = log.follow(() => undefined);
  t.equal(log.followers, 1);
  unfollow();
  t.equal(log.followers, 0);
});
