import fc from "fast-check";
import t from "tap";
import { atLeast, didYouMean, lineOf, nearest, parseVersion } from "../src/index.ts";

const known = ["close-before-head", "refuse", "garbage", "nginx", "haproxy"];

t.test("the nearest known name, if it is near enough to be meant", async (t) => {
  t.equal(nearest("close-befor-head", known), "close-before-head");
  t.equal(nearest("CLOSE_BEFORE_HEAD", known), "close-before-head");
  t.equal(nearest("ngnix", known), "nginx");
  t.equal(nearest("refused", known), "refuse");
  t.equal(nearest("something-else", known), undefined);
  t.equal(nearest("sent", ["send", "sent_bytes"]), "send", "equally near: the first");
  t.equal(nearest("after", ["ending", "after_ms"]), "after_ms", "the unit was left out");
  t.equal(nearest("x", []), undefined);
  t.equal(didYouMean("hapoxy", known), ' Did you mean "haproxy"?');
  t.equal(didYouMean("something-else", known), "");
  fc.assert(
    fc.property(
      fc.constantFrom(...known),
      fc.nat(),
      fc.string({ maxLength: 1 }),
      (name, at, one) => {
        const place = at % (name.length + 1);
        return nearest(name.slice(0, place) + one + name.slice(place), known) === name;
      },
    ),
  );
});

t.test("versions as proxies print them", async (t) => {
  t.match(parseVersion("nginx version: nginx/1.22.1"), { text: "1.22.1", major: 1, patch: 1 });
  const debian = parseVersion("HAProxy version 2.6.12-1+deb12u2 2023/12/16 - https://haproxy.org/");
  t.match(debian, { text: "2.6.12", major: 2, minor: 6, patch: 12 });
  t.match(parseVersion("3.0"), { text: "3.0", major: 3, minor: 0, patch: 0 });
  t.equal(parseVersion("none"), undefined);
  t.equal(lineOf(debian!), "2.6");
});

t.test("at least", async (t) => {
  const number = fc.integer({ min: 0, max: 40 });
  const parts = fc.tuple(number, number, number);
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const rank = ([major, minor, patch]: number[]) => major! * 10_000 + minor! * 100 + patch!;
      return atLeast(parseVersion(a.join("."))!, b.join(".")) === rank(a) >= rank(b);
    }),
  );
  t.ok(atLeast(parseVersion("1.23.0")!, "1.23"), "what is left out is 0");
  t.notOk(atLeast(parseVersion("1.9.9")!, "1.10"), "not as text");
});
