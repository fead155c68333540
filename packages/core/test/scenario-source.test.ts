import t from "tap";
import { Problem } from "../src/index.ts";
import { parseScenario, scenarioBytesMax } from "../src/scenario-source.ts";

function mistakesOf(text: string): string[] {
  try {
    parseScenario(text, "s.yaml");
  } catch (error) {
    if (error instanceof Problem) return [error.code, ...error.message.split("\n")];
    throw error;
  }
  return [];
}

t.test("a scenario with everything", async (t) => {
  const { scenario, where } = parseScenario(
    [
      "title: A worker is killed while it answers",
      "cause: upstream-crashed",
      "proxies: [nginx]",
      "topology: { upstreams: 2, timeouts: { read_ms: 400 } }",
      "requests: [GET /orders/1, { method: POST, path: /orders, body_bytes: 100 }]",
      "faults:",
      "  - use: close-before-head",
      "    params: { after_ms: 100 }",
      "    when: { nth: 2 }",
      "  - symptom: body-cut-short",
      "    script:",
      "      - read-head",
      '      - send: "half \\u00e4 \\u20ac"',
      '      - send_hex: "00 ff"',
      "      - sleep_ms: 5",
      "      - reset",
      "expect: { nginx: { status: 502, because: It is so. } }",
    ].join("\n"),
    "s.yaml",
  );
  t.match(scenario.topology, {
    upstreams: 2,
    retries: 0,
    timeouts: { read_ms: 400, send_ms: 500 },
  });
  t.strictSame(scenario.requests, [
    { method: "GET", path: "/orders/1", headers: {}, body_bytes: 0 },
    { method: "POST", path: "/orders", headers: {}, body_bytes: 100 },
  ]);
  t.strictSame(scenario.faults[0], {
    use: "close-before-head",
    params: { after_ms: 100 },
    when: { nth: 2 },
  });
  t.match(scenario.faults[1], {
    script: [
      { kind: "read-head" },
      // Outside of latin1 the whole text is sent as UTF-8.
      { kind: "send", text: "half \u00c3\u00a4 \u00e2\u0082\u00ac" },
      { kind: "send", text: "\u0000\u00ff" },
      { kind: "sleep", ms: 5 },
      { kind: "reset" },
    ],
  });
  t.match(scenario.expect, { nginx: { end: "answered", status: 502 } });
  t.equal(where(["faults", 0, "use"]), "s.yaml:7:5");
  t.equal(where(["faults", 0, "when", "nth"]), "s.yaml:9:13");
  t.equal(where(["faults", 9]), "s.yaml:7:3", "the nearest that is there");
  t.equal(where([]), "s.yaml:1:1");
});

const faults = "faults: [{ use: refuse }]";

t.test("each mistake with its place and what is meant", async (t) => {
  t.strictSame(mistakesOf(`titel: A\n${faults}`), [
    "scenario-invalid",
    "s.yaml:1:1: title: missing, expected string",
    's.yaml:1:1: unknown key "titel", did you mean "title"?',
  ]);
  t.strictSame(mistakesOf(`title: A\n${faults}\nrequest: 1\nneds: 2`), [
    "scenario-invalid",
    's.yaml:3:1: unknown key "request", did you mean "requests"?',
    's.yaml:4:1: unknown key "neds", did you mean "needs"?',
  ]);
  t.strictSame(mistakesOf(`title: A\n${faults}\ntopology:\n  timeouts: { raed_ms: 5 }`), [
    "scenario-invalid",
    's.yaml:4:15: topology.timeouts: unknown key "raed_ms", did you mean "read_ms"?',
  ]);
  t.match(mistakesOf(`title: A\ncause: overlod\n${faults}`), [
    "scenario-invalid",
    /^s\.yaml:2:1: cause: expected one of upstream-down, .*; did you mean "overload"\?$/,
  ]);
  t.match(mistakesOf(`title: A\n${faults}\ntopology: { upstreams: 9 }`), [
    "scenario-invalid",
    /^s\.yaml:3:13: topology\.upstreams: .*<=8/,
  ]);
});

t.test("mistakes inside of unions are told, and not the union", async (t) => {
  const written = (act: string) =>
    mistakesOf(`title: A\nfaults:\n  - symptom: not-http\n    script:\n      - ${act}\n`);
  t.match(written("sleep_ms: -1"), [
    "scenario-invalid",
    /^s\.yaml:5:9: faults\.0\.script\.0\.sleep_ms: .*>=0/,
  ]);
  t.match(written("rest"), ["scenario-invalid", /^s\.yaml:5:9: .*did you mean "reset"\?$/]);
  t.match(written("slep_ms: 1"), [
    "scenario-invalid",
    /^s\.yaml:5:9: faults\.0\.script\.0: unknown key "slep_ms", did you mean "sleep_ms"\?$/,
  ]);
  t.match(mistakesOf("title: A\nfaults:\n  - use: refuse\n    wen: { nth: 1 }\n"), [
    "scenario-invalid",
    's.yaml:4:5: faults.0: unknown key "wen", did you mean "when"?',
  ]);
  t.match(mistakesOf("title: A\nfaults:\n  - symptm: not-http\n    script: [reset]\n"), [
    "scenario-invalid",
    /^s\.yaml:3:5: faults\.0\.symptom: .*expected one of/,
    's.yaml:3:5: faults.0: unknown key "symptm", did you mean "symptom"?',
  ]);
  t.match(mistakesOf(`title: A\n${faults}\nrequests: [get /]\n`), [
    "scenario-invalid",
    /^s\.yaml:3:12: requests\.0: .*GET \/path/,
  ]);
  t.match(mistakesOf("title: A\nfaults:\n  - symptom: not-htpp\n    script: [reset]\n"), [
    "scenario-invalid",
    /^s\.yaml:3:5: faults\.0\.symptom: .*did you mean "not-http"\?$/,
  ]);
});

t.test("what is no YAML, no map, or too large", async (t) => {
  t.match(mistakesOf("title: [A\nfaults: 1"), ["scenario-invalid", /^s\.yaml:\d+:\d+: /]);
  t.match(mistakesOf("title: A\ntitle: B\n"), ["scenario-invalid", /^s\.yaml:2:1: .*unique/]);
  t.match(mistakesOf(""), ["scenario-invalid", /^s\.yaml:1:1: /]);
  t.match(mistakesOf("- a"), ["scenario-invalid", /^s\.yaml:1:1: /]);
  t.match(mistakesOf("#".repeat(scenarioBytesMax + 1)), ["limit-exceeded"]);
  const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
  for (const [from, to] of ["ab", "bc", "cd", "de"]) {
    bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(", ")}]`);
  }
  t.match(mistakesOf(bomb.join("\n")), ["scenario-invalid", /alias/i]);
});
