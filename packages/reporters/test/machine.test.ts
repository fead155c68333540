import { reportSchema } from "@gatecrash/core";
import fc from "fast-check";
import t from "tap";
import { Parser } from "tap-parser";
import json from "../src/json.ts";
import junit from "../src/junit.ts";
import { escapeXml } from "../src/junit/xml.ts";
import tap from "../src/tap.ts";
import { names, plain, print, reportOf } from "./stored.ts";
import { parseXml } from "./xml.ts";
import type { XmlElement } from "./xml.ts";

t.test("json: the report, exactly by its schema, in characters fit for a terminal", async (t) => {
  for (const name of names) {
    const output = print(json, name);
    t.notMatch(output, /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    const parsed: unknown = JSON.parse(output);
    t.strictSame(reportSchema.parse(parsed), reportOf(name), name);
  }
  t.match(JSON.parse(print(json, "full")), {
    seed: "fixture",
    versions: { left: "1.2.3", "left@9.9": "9.9.0", right: "3.0.4" },
    totals: { pass: 12, fail: 1, unknown: 1, finding: 1, skipped: 2 },
    interrupted: false,
  });
});

t.test("tap: a strict parser reads one point for each trial", async (t) => {
  for (const name of names) {
    const report = reportOf(name);
    const { points, results } = parseTap(print(tap, name));
    t.equal(points.length, report.trials.length, name);
    const { fail = 0, unknown = 0, finding = 0, skipped = 0 } = report.totals;
    t.equal(results.failures.filter((each) => !each.todo).length, fail + unknown, name);
    t.equal(results.todo, finding);
    t.equal(results.skip, skipped);
    t.equal(results.bailout !== false, report.interrupted);
  }
});

t.test("tap: diagnostics, reasons and escapes", async (t) => {
  const { points } = parseTap(print(tap, "full"));
  t.match(points[4], {
    ok: false,
    name: "all/close-before-head~fin/right",
    diag: {
      message: "outcome: expected 502, got 200",
      severity: "fail",
      acts: ["read-head", "finish"],
    },
  });
  t.match(points[2], { ok: false, todo: "finding: outcome: expected 502, got 504" });
  t.match(points[15], { ok: true, skip: "needs upstream-process: an upstream process of its own" });
  const hostile = parseTap(print(tap, "hostile"));
  t.match(hostile.points[0]?.name, "# SKIP not really");
  t.equal(hostile.points[0]?.skip, false);
  t.equal(hostile.points[1]?.name, "all/skipped # TODO/left");
  t.equal(hostile.points[1]?.todo, false);
});

function parseTap(output: string) {
  const points: { ok: boolean; name: string; skip: unknown; todo: unknown; diag: unknown }[] = [];
  const parser = new Parser({ strict: true });
  parser.on("assert", (point: (typeof points)[number]) => points.push(point));
  const extra: string[] = [];
  parser.on("extra", (line: string) => extra.push(line));
  parser.end(output);
  t.strictSame(extra, [], "nothing that is not TAP");
  const results = parser.results;
  if (!results) throw new Error("no results");
  return { points, results };
}

t.test("junit: well-formed, with numbers that add up", async (t) => {
  for (const name of names) {
    const root = parseXml(print(junit, name));
    const cases = all(root, "testcase");
    t.match(root.attributes, {
      tests: String(cases.length),
      failures: String(all(root, "failure").length),
      errors: String(all(root, "error").length),
      skipped: String(all(root, "skipped").length),
    });
    for (const suite of all(root, "testsuite")) {
      t.equal(suite.attributes.tests, String(all(suite, "testcase").length));
    }
    const run = reportOf(name).interrupted || reportOf(name).troubles.length > 0 ? 1 : 0;
    t.equal(cases.length, reportOf(name).trials.length + run, name);
  }
});

t.test("junit: a suite for each proxy, with seed and version", async (t) => {
  const root = parseXml(print(junit, "full"));
  const suites = all(root, "testsuite");
  t.strictSame(
    suites.map((suite) => suite.attributes.name),
    ["left 1.2.3", "right 3.0.4", "left 9.9.0"],
  );
  t.match(propertiesOf(suites[1]!), { seed: "fixture", proxy: "right", version: "3.0.4" });
  const [failed] = all(root, "testcase").filter((each) => all(each, "failure").length > 0);
  t.match(failed?.attributes, {
    name: "close-before-head fin",
    classname: "right.all",
    time: "0.012",
  });
  t.match(all(failed!, "failure")[0], {
    attributes: { message: "outcome: expected 502, got 200" },
  });
  t.match(all(failed!, "system-out")[0]?.text, "log: ----\n");
  const finding = all(suites[2]!, "testcase")[0]!;
  t.match(propertiesOf(finding), { verdict: "finding" });
  const interrupted = parseXml(print(junit, "interrupted"));
  t.match(all(interrupted, "error").at(-1)?.attributes, { message: "the run was interrupted" });
});

t.test("junit: any text at all stays well-formed", async () => {
  const anything = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(anything, (text) => {
      const document = `<?xml version="1.0" encoding="UTF-8"?>\n<a b="${escapeXml(text)}">${escapeXml(text)}</a>`;
      const read = parseXml(document);
      return read.text === read.attributes.b;
    }),
  );
  const report = reportOf("full");
  fc.assert(
    fc.property(anything, anything, (reason, line) => {
      const trials = report.trials.map((each) => ({
        ...each,
        reason,
        proxy_log: [line],
        fault: line,
      }));
      const changed = { ...report, seed: reason, trials };
      parseXml([...junit.render(changed, plain)].join(""));
      return parseTap([...tap.render(changed, plain)].join("")).points.length === trials.length;
    }),
    { numRuns: 30 },
  );
});

function all(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...all(child, name),
  ]);
}

function propertiesOf(element: XmlElement): Record<string, string> {
  const own = element.children.find((child) => child.name === "properties")?.children ?? [];
  return Object.fromEntries(
    own.map(({ attributes }) => [attributes.name ?? "", attributes.value ?? ""]),
  );
}
