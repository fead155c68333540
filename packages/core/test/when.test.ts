import fc from "fast-check";
import t from "tap";
import { Chooser, createRandom, needsRequest } from "../src/index.ts";
import type { Occasion, When } from "../src/index.ts";

function chooser(when: When, seed = "a"): Chooser {
  return new Chooser(when, createRandom(seed));
}

/** What is chosen of so many occasions, one a millisecond: `.` is not, `x` is. */
function choices(when: When, count: number, occasion: Partial<Occasion> = {}): string {
  const chosen = chooser(when);
  return Array.from({ length: count }, (_, at_ms) =>
    chosen.choose({ at_ms, ...occasion }) ? "x" : ".",
  ).join("");
}

t.test("which of those that fit", async (t) => {
  t.equal(choices({}, 5), "xxxxx");
  t.equal(choices({ nth: 2 }, 5), ".x...");
  t.equal(choices({ first: 2 }, 5), "xx...");
  t.equal(choices({ first: 0 }, 3), "...");
  t.equal(choices({ every: 2 }, 6), ".x.x.x");
  t.equal(choices({ count_max: 3 }, 5), "xxx..");
  t.equal(choices({ for_ms: 2 }, 6), "xxx...");
  t.equal(choices({ every: 2, for_ms: 2 }, 8), ".x.x....", "for_ms counts from the first hit");
  t.equal(choices({ every: 2, count_max: 2 }, 8), ".x.x....");
  t.equal(choices({ probability: 0 }, 3), "...");
  t.equal(choices({ probability: 1 }, 3), "xxx");
});

t.test("path, method and header of a request", async (t) => {
  const request = { method: "POST", path: "/a/b?c=/d", headers: { "x-one": "1" } };
  const fits = (when: When) => choices(when, 1, { request }) === "x";
  t.ok(fits({ path: "/a/b" }), "the query does not count");
  t.ok(fits({ path: "/a/*" }));
  t.notOk(fits({ path: "/a" }));
  t.notOk(fits({ path: "/d*" }));
  t.ok(fits({ method: "POST" }));
  t.notOk(fits({ method: "GET" }));
  t.ok(fits({ header: { name: "X-One" } }));
  t.ok(fits({ header: { name: "x-one", value: "1" } }));
  t.notOk(fits({ header: { name: "x-one", value: "2" } }));
  t.notOk(fits({ header: { name: "constructor" } }), "what every object has is no header");
  t.notOk(fits({ path: "/a/*", method: "GET" }), "all conditions must hold");
  t.equal(choices({ path: "/" }, 2), "..", "no request was read");
  t.strictSame(
    [{ path: "/" }, { method: "GET" }, { header: { name: "a" } }, { nth: 1 }, {}].map(needsRequest),
    [true, true, true, false, false],
  );
});

t.test("only those that fit are counted", async (t) => {
  const chosen = chooser({ path: "/hit", nth: 2 });
  const ask = (path: string) =>
    chosen.choose({ at_ms: 0, request: { method: "GET", path, headers: {} } });
  t.strictSame(["/miss", "/hit", "/miss", "/hit", "/hit"].map(ask), [
    false,
    false,
    false,
    true,
    false,
  ]);
  t.equal(chosen.hits, 1);
});

const anyWhen = fc.record(
  {
    nth: fc.integer({ min: 1, max: 20 }),
    every: fc.integer({ min: 1, max: 5 }),
    first: fc.integer({ min: 0, max: 20 }),
    probability: fc.double({ min: 0, max: 1, noNaN: true }),
    for_ms: fc.integer({ min: 1, max: 30 }),
    count_max: fc.integer({ min: 1, max: 10 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<When>;

t.test("whatever is asked for", async () => {
  fc.assert(
    fc.property(anyWhen, fc.string(), (when, seed) => {
      const [one, other] = [chooser(when, seed), chooser(when, seed)];
      let hits = 0;
      for (let at_ms = 0; at_ms < 40; at_ms += 1) {
        const spent = one.spent;
        const chosen = one.choose({ at_ms });
        if (chosen !== other.choose({ at_ms })) return false;
        if (spent && chosen) return false;
        hits += chosen ? 1 : 0;
      }
      const limit = Math.min(
        when.count_max ?? 40,
        when.first ?? 40,
        when.nth === undefined ? 40 : 1,
      );
      return hits === one.hits && hits <= limit;
    }),
  );
});
