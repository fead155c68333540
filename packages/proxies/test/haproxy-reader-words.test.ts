import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import t from "tap";
import { expandAddress, tokenise } from "../src/haproxy/reader/text/tokenise.ts";
import { noLane } from "./support/lane.ts";

const environment = new Map([
  ["NAME", "value"],
  ["TWO", "one  two"],
  ["EMPTY", ""],
]);
const words = (line: string) => tokenise(line, { environment, internal: { ".LINE": "7" } });

const split: [line: string, words: string[]][] = [
  ["", []],
  ["   # only a comment", []],
  ["bind :80 # the rest", ["bind", ":80"]],
  ["a#b c", ["a"]],
  ["log \"a b\" 'c d'", ["log", "a b", "c d"]],
  ['a"b c"d', ["ab cd"]],
  ['"" x', ["", "x"]],
  ["a\\ b \\# \\\\ \\t.", ["a b", "#", "\\", "\t."]],
  ["\\x41\\x2f", ["A/"]],
  ["\\d+ \\.php$ \\1", ["\\d+", "\\.php$", "\\1"]],
  ["'single \\' x", ["single \\", "x"]],
  ['"dou\\"ble"', ['dou"ble']],
  ["'it\"s' \"it's\"", ['it"s', "it's"]],
  ['"$NAME" "${NAME}" $NAME ${NAME}', ["value", "value", "$NAME", "${NAME}"]],
  ['"${MISSING-fall back}" "${MISSING}"', ["fall back", ""]],
  ['"\\$NAME"', ["$NAME"]],
  ['x "${TWO[*]}" y', ["x", "one", "two", "y"]],
  ['x "${EMPTY[*]}" y', ["x", "y"]],
  ['"${.LINE}"', ["7"]],
  ["mode http\r", ["mode", "http"]],
  ["acl a path_reg ^/[a-z]{2}$", ["acl", "a", "path_reg", "^/[a-z]{2}$"]],
];

t.test("lines are split as HAProxy splits them", async (t) => {
  for (const [line, expected] of split) t.same(words(line), expected, JSON.stringify(line));
});

t.test("what cannot be split is told", async (t) => {
  for (const [line, cause] of [
    ['a "b', /quote/],
    ["a 'b", /quote/],
    ['"${NAME"', /brace/],
    ['"$1"', /name of an environment variable/],
    ["\\x4", /hex/],
    [Array.from({ length: 65 }, () => "w").join(" "), /65 words/],
  ] as const)
    t.throws(() => words(line), { message: cause }, line.slice(0, 20));
});

t.test("an address is filled in outside of quotes, too", async (t) => {
  t.equal(expandAddress("${NAME}:80", environment), "value:80");
  t.equal(expandAddress("$NAME:$MISSING", environment), "value:");
});

/** Texts of what has a meaning to the splitter. */
const piece = fc.constantFrom(
  ...["a", "b c", " ", '"', "'", "\\", "#", "$", "\\x41", "\\n", "\\ "],
  ...[
    '"$NAME"',
    "${NAME}",
    '"${EMPTY}"',
    '"${NONE-x y}"',
    '"${TWO[*]}"',
    "\\\\",
    "\\'",
    '\\"',
    "é",
  ],
);

t.test(
  "a real haproxy splits random lines the same way",
  { skip: noLane() ?? false },
  async (t) => {
    const raw = fc.sample(fc.array(piece, { minLength: 1, maxLength: 8 }), {
      numRuns: 3_000,
      seed: 4,
    });
    const whole = raw.map((each) => each.join("")).map((text) => ({ text, words: attempt(text) }));
    const single = whole.filter(
      (each) => each.words?.length === 1 && !/[\n\t]/.test(each.words[0]!),
    );
    const broken = whole.filter((each) => each.words === undefined).slice(0, 40);
    t.ok(single.length > 300 && broken.length === 40, `${single.length} lines`);
    const notices = said(single.map(({ text }) => text));
    for (const [index, { text, words }] of single.entries())
      t.equal(notices[index]?.text, words?.[0], JSON.stringify(text));
    const alerts = said(broken.map(({ text }) => text));
    for (const [index, { text }] of broken.entries())
      t.equal(alerts[index]?.level, "ALERT", JSON.stringify(text));
  },
);

function attempt(text: string): string[] | undefined {
  try {
    return words(text);
  } catch {
    return undefined;
  }
}

/** What `haproxy -c` says of each text as the argument of `.notice`, which prints it. */
function said(texts: string[]): { level: string; text: string }[] {
  const folder = mkdtempSync(join(tmpdir(), "gatecrash-words-"));
  const file = join(folder, "words.cfg");
  // HAProxy 2.6 destroys `${NAME-default}` of a line that is longer than all before it: it reads the
  // line again with more room, and has written into it the first time.
  const first = `.notice ${"x".repeat(2_000)}\n`;
  writeFileSync(file, first + texts.map((text) => `.notice ${text}\n`).join(""));
  const { stderr } = spawnSync("haproxy", ["-c", "-f", file], {
    encoding: "utf8",
    env: { ...process.env, NONE: undefined, ...Object.fromEntries(environment) },
  });
  rmSync(folder, { recursive: true });
  const found: { level: string; text: string }[] = [];
  for (const line of stderr.split("\n")) {
    const parts = /^\[(\w+)\] .*?parsing \[[^\]]*:(\d+)\]\s*: (.*)$/.exec(line);
    if (!parts) continue;
    const [, level = "", number = "", rest = ""] = parts;
    if (number !== "1") found[Number(number) - 2] ??= { level, text: rest.replace(/^'|'\.$/g, "") };
  }
  return found;
}
