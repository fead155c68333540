import t from "tap";
import { defaultRequest, outcomeFor, parseVersion, topologySchema } from "@gatecrash/core";
import type { OutcomeContext, ProxyDriver, Symptom, Topology } from "@gatecrash/core";
import haproxy from "../src/haproxy.ts";
import nginx from "../src/nginx.ts";

/** Backups, limits of requests, second tries, bodies that are waited for. */
function context(
  symptom: Symptom,
  version: string,
  topology: (typeof topologySchema)["_zod"]["input"],
): OutcomeContext {
  const parsed = parseVersion(version);
  if (!parsed) throw new Error(`no version: ${version}`);
  return {
    symptom,
    topology: topologySchema.parse(topology),
    version: parsed,
    request: defaultRequest,
    healthy_upstreams: 0,
  };
}

function told(driver: ProxyDriver, ...given: Parameters<typeof context>) {
  const outcome = outcomeFor(driver, context(...given));
  const [first] = "racy" in outcome ? outcome.racy : [outcome];
  return [first?.end, first?.status, first?.timer, first?.log?.[0]];
}

function text(driver: ProxyDriver, topology: Topology): string {
  const address = (port: number) => ({ address: "127.0.0.1", port });
  const upstreams = Array.from({ length: topology.upstreams }, (_, index) => address(90 + index));
  const route = { id: "r1", front: address(80), upstreams, topology };
  const at = { folder: "/f", scratch: "/f/s", as_root: false };
  return Object.values(driver.render({ routes: [route], ...at }).files).join("\n");
}

t.test("a server that is busy: HAProxy lets wait, nginx does not", async (t) => {
  const busy: Symptom = { kind: "busy" };
  const full: Symptom = { kind: "busy", detail: "queue-full" };
  const one = { requests_max: 1 };
  t.same(told(haproxy, busy, "3.2.26", one), ["answered", 503, "queue_ms", "sQ"]);
  t.same(told(haproxy, full, "3.2.26", one), ["answered", 503, undefined, "SQ"]);
  t.same(told(nginx, busy, "1.30.6", one), ["answered", 502, undefined, "no live upstreams"]);
  for (const [driver, version] of [
    [haproxy, "2.6.12"],
    [nginx, "1.22.1"],
  ] as const) {
    t.equal(told(driver, busy, version, {})[1], 200, "no limit, no queue");
  }
  const limited = topologySchema.parse({
    requests_max: 1,
    queue_max: 2,
    timeouts: { queue_ms: 77 },
  });
  const cfg = text(haproxy, limited);
  t.match(cfg, /server upstream1 127\.0\.0\.1:90 maxconn 1 maxqueue 2$/m);
  t.match(cfg, /^ {2}timeout queue 77ms$/m);
  t.match(
    cfg,
    /^ {2}balance source$/m,
    "without it the queue is the backend's, which is never full",
  );
  t.match(nginx.lacks?.(limited, undefined), /no request wait/);
  t.match(
    text(nginx, topologySchema.parse(one)),
    /server 127\.0\.0\.1:90 max_fails=0 max_conns=1;/,
  );
});

t.test("what a backup works on when a server is back", async (t) => {
  const back = (detail: string): Symptom => ({ kind: "check-failed", detail });
  const two = { upstreams: 2, backups: 1, check: "http" } as const;
  const working = "back-while-working";
  t.same(told(haproxy, back(working), "2.6.12", two), ["answered", 502, undefined, "UH"]);
  t.same(told(haproxy, back(working), "3.0.11", two), [
    "closed-without-answer",
    undefined,
    undefined,
    "UC",
  ]);
  t.same(told(haproxy, back("back-while-sending"), "2.6.12", two)[3], "UD");
  t.equal(told(haproxy, back(working), "3.0.11", { ...two, backups: 0 })[1], 200);
  const cfg = text(haproxy, topologySchema.parse(two));
  t.match(cfg, /server upstream1 .* check .* on-marked-up shutdown-backup-sessions$/m);
  t.match(cfg, /server upstream2 127\.0\.0\.1:91 backup$/m, "nobody checks the backup");
  t.match(
    text(nginx, topologySchema.parse({ upstreams: 2, backups: 1 })),
    /:91 max_fails=0 backup;/,
  );
  t.throws(() => topologySchema.parse({ upstreams: 1, backups: 1 }), /no backup/);
});

t.test("second tries where no head of an answer came", async (t) => {
  const again = { retries: 1, retry_on: "no-head" } as const;
  const tries = (symptom: Symptom, version: string, more = {}) =>
    haproxy.retries({ ...context(symptom, version, again), ...more });
  t.equal(tries({ kind: "closed-before-head" }, "2.6.12"), true);
  t.equal(tries({ kind: "closed-before-head", detail: "partial-head" }, "2.6.12"), true);
  t.equal(tries({ kind: "closed-before-head", detail: "partial-head" }, "3.0.11"), false);
  t.equal(tries({ kind: "silent-before-head", detail: "partial-head" }, "3.0.11"), true);
  t.equal(tries({ kind: "not-http" }, "3.2.26"), false);
  const upload = { request: { ...defaultRequest, body_bytes: 9 } };
  t.equal(tries({ kind: "closed-before-head" }, "3.2.26", upload), false);
  const plain = context({ kind: "closed-before-head" }, "3.2.26", { retries: 1 });
  t.equal(haproxy.retries(plain), false, "not by default");

  const interim: Symptom = { kind: "interim-only", detail: "silence" };
  t.same(told(haproxy, interim, "2.6.12", again), ["answered", 500, "read_ms", "IH"]);
  t.same(told(haproxy, interim, "3.0.11", again), ["answered", 504, "read_ms", "sH"]);
  t.same(told(haproxy, interim, "2.6.12", {}), ["answered", 504, "read_ms", "sH"]);
  t.equal(tries(interim, "2.6.12"), false);
  t.equal(tries(interim, "3.0.11"), true);
  t.match(text(haproxy, topologySchema.parse(again)), /retry-on conn-failure empty-response/);
  t.notMatch(text(haproxy, topologySchema.parse({ retries: 1 })), /retry-on/);
});

t.test("an answer that is held back until its body has come", async (t) => {
  const stalled: Symptom = { kind: "body-stalled", detail: "length" };
  const waited = { timeouts: { body_ms: 100 } };
  t.same(told(haproxy, stalled, "2.6.12", waited), ["answered", 504, "body_ms", "sR"]);
  t.same(told(haproxy, stalled, "3.2.26", waited), ["answered", 504, "body_ms", "sH"]);
  t.same(told(haproxy, stalled, "3.2.26", {}), ["cut-short", 200, "read_ms", "sD"]);
  const topology = topologySchema.parse(waited);
  t.match(text(haproxy, topology), /http-response wait-for-body time 100ms/);
  t.match(nginx.lacks?.(topology, undefined), /before it has the body/);
});
