import t from "tap";
import { verifyFinding } from "../src/index.ts";
import type {
  AuditReport,
  AuditView,
  Finding,
  Probe,
  RouteView,
  VerifyInput,
} from "../src/index.ts";

const finding = {
  id: "replay",
  severity: "high",
  title: "a POST is sent twice",
  route: "r",
  proven_by: ["r/POST/close"],
  evidence: [{ trial: "r/GET/close", entries: [], text: "", log_lines: [] }],
} as Partial<Finding> as Finding;

function probe(id: string, status: number, more: Partial<Probe> = {}): Probe {
  const [, method = "", fault = ""] = id.split("/");
  return {
    ...{ method, fault, partly: false, elapsed_ms: 10, time_scale: 1, tries: 1, delivered: true },
    trial: { id, audited: { route: "r", endpoints: [], faulty: [] } },
    answer: { end: "answered", status },
    ...more,
  } as Partial<Probe> as Probe;
}

function view(
  probes: Probe[],
  more: Partial<AuditView> = {},
  methods = ["GET", "POST"],
): AuditView {
  const baseline = ["GET", "POST"].map((method) =>
    probe(`r/${method}/baseline`, methods.includes(method) ? 200 : 502),
  );
  const route = { route: { id: "r" }, baseline, methods, probes } as Partial<RouteView>;
  return {
    routes: [route],
    troubles: [],
    interrupted: false,
    ...more,
  } as Partial<AuditView> as AuditView;
}

const reportOf = (findings: Partial<Finding>[]) =>
  ({ findings }) as Partial<AuditReport> as AuditReport;

function verify(after: AuditView, findings: Partial<Finding>[] = []) {
  const before = view([probe("r/POST/close", 502, { tries: 2 }), probe("r/GET/close", 200)]);
  const input: VerifyInput = {
    ...{ finding, before, after, history: "h" },
    report: reportOf([finding]),
    after_report: reportOf(findings),
  };
  return verifyFinding(input);
}

const well = [probe("r/POST/close", 502), probe("r/GET/close", 200)];

t.test("cured: it is gone, and its trials told something", async (t) => {
  const verified = verify(view(well));
  t.match(verified, { result: "cured", because: "it is gone", new_findings: [] });
  t.match(verified.trials, [
    { what: "POST close", before: { tries: 2 }, after: { tries: 1 } },
    { what: "GET close" },
  ]);
});

t.test("not cured: it is found again on its route", async (t) => {
  t.match(verify(view(well), [finding]), { result: "not-cured" });
  const elsewhere = { ...finding, route: "another" };
  t.match(verify(view(well), [elsewhere]), { result: "worse", new_findings: [{ id: "replay" }] });
});

t.test("worse: a new finding, another trial, healthy upstreams, or no start", async (t) => {
  const other = { id: "other", route: "r", title: "something else" };
  t.match(verify(view(well), [other]), { result: "worse", because: /it is gone.*something else/ });
  const lost = view([probe("r/POST/close", 502), probe("r/GET/close", 504)]);
  t.match(verify(lost), { result: "worse", because: /GET close: 200 before, 504 now/ });
  t.match(verify(view(well, {}, ["GET"])), {
    result: "worse",
    because: /with healthy upstreams POST on r gives 502/,
  });
  const dead = view([], { troubles: ["unknown directive"] });
  t.match(verify(dead), { result: "worse", because: "with the change: unknown directive" });
});

t.test("what the finding itself is about may have a worse outcome", async (t) => {
  const after = view([probe("r/POST/close", 504), probe("r/GET/close", 200)]);
  t.match(verify(after), { result: "cured" });
});

t.test("unknown: its trial told nothing, or was not run", async (t) => {
  const untold = view([probe("r/POST/close", 502, { delivered: false })]);
  t.match(verify(untold), { result: "unknown", because: /POST close told nothing/ });
  t.match(verify(view([])), { result: "unknown" });
  t.match(verify(view(well, { interrupted: true })), { result: "unknown" });
});
