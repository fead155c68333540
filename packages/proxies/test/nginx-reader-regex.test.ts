import fc from "fast-check";
import t from "tap";
import { Pattern } from "../src/nginx/reader/regex/pattern.ts";

/** Expressions of the kind that stand in configurations, in the syntax that PCRE and JS share. */
const atoms = fc.constantFrom(
  ...["a", "b", "/", "\\.", "\\d", "\\w", "[a-c]", "[^/]", ".", "-", "php", "[-_.0-9]", "\\s"],
);
const { expression } = fc.letrec<{ expression: string; piece: string }>((tie) => ({
  piece: fc.oneof(
    { depthSize: "small" },
    atoms,
    fc
      .tuple(atoms, fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "*?", "+?"))
      .map((each) => each.join("")),
    tie("expression").map((inner) => `(${inner})`),
    tie("expression").map((inner) => `(?:${inner})`),
    tie("expression").map((inner) => `(?:${inner})?`),
    tie("expression").map((inner) => `(?!${inner})`),
    tie("expression").map((inner) => `(?=${inner})`),
  ),
  expression: fc.oneof(
    fc.array(tie("piece"), { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join("")),
    fc.tuple(tie("piece"), tie("piece")).map((pieces) => pieces.join("|")),
  ),
}));
const anchored = fc
  .tuple(fc.constantFrom("", "^"), expression, fc.constantFrom("", "$"))
  .map((parts) => parts.join(""));
const subject = fc.string({ unit: fc.constantFrom(..."abphp/.-19_ x"), maxLength: 12 });

t.test("it matches the same part as JavaScript", (t) => {
  fc.assert(
    fc.property(anchored, subject, fc.boolean(), (source, text, caseless) => {
      const found = new Pattern(source, caseless).match(text);
      if (found === "unknown") return;
      const wanted = new RegExp(source, caseless ? "is" : "").exec(text);
      if ((wanted === null) !== (found === undefined)) throw new Error(`${source} on ${text}`);
      if (wanted !== null && found !== undefined && wanted[0] !== found.numbered[0]) {
        throw new Error(`${source} on ${text}: ${wanted[0]}, ${found.numbered[0]}`);
      }
    }),
    { seed: 7, numRuns: 3000 },
  );
  t.end();
});

t.test("what it makes up is matched by JavaScript too", (t) => {
  let made = 0;
  fc.assert(
    fc.property(anchored, (source) => {
      for (const text of new Pattern(source, false).samples()) {
        made += 1;
        if (!new RegExp(source).test(text)) throw new Error(`${source}: ${JSON.stringify(text)}`);
      }
    }),
    { seed: 11, numRuns: 1000 },
  );
  t.ok(made > 1000, `${made} texts`);
  t.end();
});

t.test("a text is found for what people write", (t) => {
  const sources = [
    String.raw`\.php$`,
    String.raw`^/api/(v1|v2)/users/(?<id>\d+)$`,
    String.raw`\.(?:css|js|woff2?|jpe?g)$`,
    String.raw`^/(?!static/|media/).*`,
    String.raw`^(.+\.php)(/.+)$`,
    String.raw`^/[[:alnum:]]{3,8}/?$`,
    String.raw`(?i)^/download/.*\.zip$`,
    String.raw`^/u/(?P<name>[^/]++)/`,
    String.raw`^/(?>abc|ab)c?$`,
    String.raw`/\.(?!well-known)`,
    String.raw`^/\Qa.b+c\E/`,
    String.raw`^/x\x2fy\/z$`,
    String.raw`^(?<sub>[a-z0-9-]+)\.example\.(com|org)$`,
    String.raw`^/(en|de)/\b(shop|blog)\b`,
    String.raw`^/(\w)\1$`,
  ];
  for (const source of sources) {
    const samples = new Pattern(source, false).samples();
    t.ok(samples.length > 0, `${source}: ${samples.slice(0, 3).join("  ")}`);
  }
  t.strictSame(new Pattern("^([a-z]+)\\.x$", false).samplesWith({ 1: "shop" }), ["shop.x"]);
  t.end();
});

t.test("an expression that would take for ever, or is not followed, is unknown", (t) => {
  t.equal(new Pattern("^(a+)+$", false).match(`${"a".repeat(60)}!`), "unknown");
  t.equal(new Pattern("(", false).match("x"), "unknown");
  t.equal(new Pattern("(?R)", false).match("x"), "unknown");
  t.equal(new Pattern("(".repeat(500), false).match("x"), "unknown");
  t.end();
});
