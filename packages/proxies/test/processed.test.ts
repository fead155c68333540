import t from "tap";
import { defaultRequest, topologySchema } from "@gatecrash/core";
import type { OutcomeContext, Processing } from "@gatecrash/core";
import nginx from "../src/nginx.ts";
import { context, said } from "./support/said.ts";

t.test("what becomes of an outcome where nginx does more than pass on", async (t) => {
  const under = (
    processing: Processing,
    symptom: string,
    more: Partial<OutcomeContext> = {},
  ): string => {
    const topology = topologySchema.parse({ processing });
    return said(nginx, context(symptom, "1.30.6", { topology, ...more }));
  };
  t.equal(under("auth", "closed-before-head", { when: { path: "/auth" } }), "500");
  t.equal(
    under("auth", "closed-before-head", { when: { path: "/" } }),
    "502",
    "not asked by nginx",
  );
  t.equal(under("auth", "healthy"), "200");
  t.equal(under("auth", "unasked-upgrade"), "closed-without-answer");
  t.equal(under("mirror", "reset-before-head"), "200");
  t.equal(under("include", "silent-before-head"), "200");
  t.equal(under("cache", "closed-before-head"), "502", "nothing was kept");
  t.equal(under("cache", "closed-before-head", { answered_before: true }), "200");
  t.equal(under("cache", "body-cut-short", { answered_before: true }), "cut-short 200");
  t.equal(under("slice", "healthy/shifted-range"), "closed-without-answer");
  t.equal(under("gunzip", "healthy/cut-gzip"), "closed-without-answer");
  t.equal(under("none", "healthy/cut-gzip"), "200");
  t.equal(under("trailers", "healthy/oversized-trailers"), "cut-short 200");
  t.equal(under("trailers", "invalid-chunk/bad-trailer"), "200");
  t.equal(under("files", "healthy/x-accel-redirect-file"), "404");
  const refusal = { kind: "error-status", status: 403 } as const;
  t.equal(under("auth", "error-status", { symptom: refusal }), "403");
  const gone = { kind: "error-status", status: 500 } as const;
  t.equal(under("cache", "error-status", { symptom: gone, answered_before: true }), "200");
  const wrong = { kind: "error-status", status: 400 } as const;
  t.equal(under("cache", "error-status", { symptom: wrong, answered_before: true }), "400");
});

t.test("a kept connection that ends on reuse", async (t) => {
  const kept = topologySchema.parse({ keepalive: true, retries: 1 });
  const post = { ...defaultRequest, method: "POST" };
  const of = (more: Partial<OutcomeContext>) =>
    said(nginx, context("closed-before-head", "1.26.3", { topology: kept, reused: true, ...more }));
  t.equal(of({}), "200", "the same server is asked again");
  t.equal(of({ reused: false }), "502");
  t.equal(of({ request: post }), "502");
  t.equal(of({ topology: topologySchema.parse({ keepalive: true }) }), "502");
});
