import { defaultRequest, defaultTopology, outcomeFor, parseVersion } from "@gatecrash/core";
import type { Expectation, SymptomKind, Topology } from "@gatecrash/core";
import t from "tap";
import haproxy from "../src/haproxy.ts";

function allowed(kind: SymptomKind, protocol: Topology["protocol"]): readonly Expectation[] {
  const outcome = outcomeFor(haproxy, {
    symptom: { kind },
    topology: { ...defaultTopology, protocol },
    version: parseVersion("3.2.26")!,
    request: defaultRequest,
    healthy_upstreams: 0,
  });
  return "racy" in outcome ? outcome.racy : [outcome];
}

const told = (kind: SymptomKind, protocol: Topology["protocol"]) =>
  allowed(kind, protocol).map(({ status, log, timer }) => [status, log?.[0], timer]);

t.test("over FastCGI the connection's timer races with the stream's", async (t) => {
  t.strictSame(told("silent-before-head", "fastcgi"), [
    [504, "sH", "read_ms"],
    [502, "SH", "read_ms"],
  ]);
  t.strictSame(told("body-stalled", "fastcgi"), [
    [200, "sD", "read_ms"],
    [200, "SD", "read_ms"],
  ]);
});

t.test("over HTTP it does not, and what no timer ends is no race", async (t) => {
  t.strictSame(told("silent-before-head", "http"), [[504, "sH", "read_ms"]]);
  t.strictSame(told("closed-before-head", "fastcgi"), [[502, "SH", undefined]]);
});
