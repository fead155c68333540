import t from "tap";
import {
  defaultRequest,
  defaultTopology,
  expectationSchema,
  processings,
  protocols,
  symptomKinds,
  topologySchema,
} from "@gatecrash/core";
import type { OutcomeContext, ProxyDriver, SymptomKind } from "@gatecrash/core";
import haproxy from "../src/haproxy.ts";
import nginx from "../src/nginx.ts";
import { context, expectations, said } from "./support/said.ts";

const kinds = Object.keys(symptomKinds) as SymptomKind[];

const topologies = [
  ...Object.keys(processings).map((processing) => topologySchema.parse({ processing })),
  defaultTopology,
  topologySchema.parse({ retries: 2 }),
  topologySchema.parse({ upstreams: 2, retries: 1, keepalive: true }),
];

for (const driver of [nginx, haproxy]) {
  t.test(`${driver.id} answers for every symptom, with a reason`, async (t) => {
    for (const name of [...kinds, ...Object.keys(driver.details ?? {})]) {
      for (const version of driver.pinned) {
        for (const topology of topologies) {
          const all = expectations(driver, context(name, version, { topology }));
          t.ok(all.length > 0, `${name} ${version}`);
          for (const each of all) {
            t.ok(expectationSchema.safeParse(each).success, `${name} ${version}`);
            t.match(each.because, /^[^\n]{20,260}\.$/, `${name} ${version}: a reason`);
          }
        }
      }
    }
  });

  t.test(`${driver.id} has details of known kinds only`, async (t) => {
    for (const name of Object.keys(driver.details ?? {})) {
      t.ok(kinds.includes(context(name, "3.0.0").symptom.kind), name);
      t.ok(context(name, "3.0.0").topology.protocol in protocols, name);
    }
  });
}

/** What changed between releases, as measured on the pinned ones. */
const rules: [driver: ProxyDriver, symptom: string, outcomes: Record<string, string>][] = [
  [nginx, "ambiguous-length", { "1.22.1": "200", "1.23.0": "502", "1.30.6": "502" }],
  [nginx, "ambiguous-length/two-different", { "1.22.1": "cut-short 200", "1.26.3": "502" }],
  [nginx, "invalid-chunk/bare-lf", { "1.26.3": "200", "1.30.6": "cut-short 200" }],
  [
    nginx,
    "invalid-chunk/bare-lf-with-head",
    { "1.26.3": "200", "1.29.3": "200", "1.29.4": "closed-without-answer" },
  ],
  [nginx, "ambiguous-length/different-list", { "1.22.1": "200", "1.26.3": "502" }],
  [nginx, "ambiguous-length/coding-and-chunked", { "1.22.1": "200", "1.26.3": "502" }],
  [nginx, "interim/103-repeated", { "1.22.1": "200", "1.26.3": "200", "1.30.6": "504" }],
  [nginx, "healthy/x-accel-redirect", { "1.22.1": "500", "1.30.6": "500" }],
  [nginx, "interim/103-in-http-1-0", { "1.22.1": "200", "1.28.0": "200", "1.30.6": "502" }],
  [
    haproxy,
    "invalid-chunk/nul-in-trailer-with-head",
    { "2.6.12": "200", "3.0.11": "502", "3.2.26": "502" },
  ],
  [nginx, "invalid-chunk/bad-trailer", { "1.22.1": "200", "1.30.6": "200" }],
  [nginx, "tcp:refused", { "1.22.1": "closed-without-answer", "1.30.6": "closed-without-answer" }],
  [haproxy, "fastcgi:healthy/fastcgi-head-in-two", { "2.6.12": "proxy-died", "3.0.11": "200" }],
  [
    haproxy,
    "fastcgi:stream-reset/no-output-kept",
    { "2.6.12": "504 or 502", "3.0.11": "504 or 502", "3.2.26": "502" },
  ],
  [haproxy, "healthy/x-accel-redirect", { "2.6.12": "200", "3.2.26": "200" }],
  [haproxy, "not-http/leading-blank-line", { "2.6.12": "200", "3.2.26": "200" }],
  [haproxy, "request-unread", { "2.6.12": "closed-without-answer", "3.0.11": "502" }],
  [haproxy, "request-aborted/rst", { "2.6.12": "closed-without-answer", "3.0.11": "502" }],
  [haproxy, "invalid-head/nul-in-value", { "2.6.12": "200", "3.0.11": "502", "3.2.26": "502" }],
  [haproxy, "invalid-chunk/bare-lf", { "2.6.12": "200", "3.0.11": "cut-short 200" }],
  [
    haproxy,
    "invalid-status/too-many-digits",
    { "2.6.12": "2000", "3.0.11": "2000", "3.2.0": "2000", "3.2.26": "502" },
  ],
  [haproxy, "silent-before-head/dripped", { "3.0.11": "504", "3.2.26": "504 or 502" }],
  [nginx, "h2:interim/h2-103", { "1.30.6": "200" }],
  [nginx, "grpc:interim/h2-103", { "1.26.3": "502", "1.30.6": "200" }],
  [nginx, "h2:invalid-frame/data-on-zero", { "1.30.6": "closed-without-answer" }],
  [nginx, "grpc:invalid-frame/data-on-zero", { "1.22.1": "cut-short 200" }],
  [nginx, "grpc:stream-reset/before-head-refused-stream", { "1.22.1": "502" }],
  [nginx, "grpc:stream-reset/in-body-cancel", { "1.22.1": "cut-short 200" }],
  [nginx, "grpc:healthy/h2-fin-at-once-late", { "1.30.6": "200 or cut-short 200" }],
  [nginx, "h2:healthy/h2-ping-flood", { "1.30.6": "502" }],
  [nginx, "grpc:body-cut-short/h2-end-stream-on-headers", { "1.30.6": "200" }],
  [haproxy, "h2:not-http/http-1", { "3.0.11": "503", "3.2.0": "503", "3.2.26": "502" }],
  [haproxy, "h2:refused", { "3.0.11": "503", "3.2.26": "502" }],
  [haproxy, "grpc:tls-silent", { "3.0.11": "503", "3.2.26": "504" }],
  [haproxy, "h2:silent-before-head/h2-after-preface", { "3.0.11": "503", "3.2.26": "504" }],
  [haproxy, "grpc:invalid-frame/data-before-headers", { "2.6.12": "proxy-died", "3.0.11": "502" }],
  [haproxy, "grpc:stream-reset/before-head-goaway-silence", { "3.0.11": "504" }],
  [haproxy, "grpc:stream-reset/before-head-goaway-fin", { "3.0.11": "502" }],
  [
    haproxy,
    "h2:request-unread/h2-window-zero",
    { "2.6.12": "closed-without-answer", "3.0.11": "no-answer", "3.2.26": "502" },
  ],
];

t.test("outcomes that depend on the version", async (t) => {
  for (const [driver, symptom, outcomes] of rules) {
    for (const [version, expected] of Object.entries(outcomes)) {
      t.equal(
        said(driver, context(symptom, version)),
        expected,
        `${driver.id} ${version} ${symptom}`,
      );
    }
  }
  const marks = (version: string) =>
    expectations(haproxy, context("closed-before-head/partial-head", version))[0]?.log;
  t.same(marks("2.6.12"), ["SH"]);
  t.same(marks("3.0.11"), ["PH"]);
  const ends = (version: string) =>
    expectations(haproxy, context("healthy/long-chunk-extension", version)).map(
      (each) => each.timer,
    );
  t.same(ends("2.6.12"), ["read_ms", undefined], "the version does not tell of the fix");
  t.same(ends("3.2.26"), [undefined], "3.2 refuses it at once");
  const hints = (version: string) => expectations(nginx, context("interim/103", version))[0]?.log;
  t.same(hints("1.26.3"), ["status 103"]);
  t.equal(hints("1.30.6"), undefined);
});

t.test("outcomes that depend on the topology and the request", async (t) => {
  const timer = (connect_ms: number, send_ms: number) => {
    const topology = topologySchema.parse({ timeouts: { connect_ms, send_ms } });
    return expectations(nginx, context("request-unread", "1.26.3", { topology }))[0]?.timer;
  };
  t.equal(timer(300, 500), "connect_ms", "nginx does not move a timer by less than 300 ms");
  t.equal(timer(300, 599), "connect_ms");
  t.equal(timer(300, 600), "send_ms");
  t.equal(timer(1_500, 2_500), "send_ms");

  const limited = topologySchema.parse({ request_body_max_bytes: 1_000 });
  const upload = { topology: limited, request: { ...defaultRequest, body_bytes: 1_001 } };
  t.equal(said(nginx, context("healthy", "1.26.3", upload)), "413");
  t.equal(said(haproxy, context("healthy", "3.0.11", upload)), "413");
  const large = { ...upload, request: { ...defaultRequest, body_bytes: 200_000 } };
  t.equal(said(haproxy, context("healthy", "2.6.12", large)), "413 or closed-without-answer");

  const waits = expectations(
    haproxy,
    context("refused", "3.0.11", { topology: topologySchema.parse({ retries: 1 }) }),
  );
  t.equal(waits[0]?.timer, "connect_ms", "before it tries the same server again, HAProxy waits");
  const kept = { reused: true };
  t.equal(said(haproxy, context("closed-before-head", "3.0.11", kept)), "closed-without-answer");
  t.equal(said(haproxy, context("closed-before-head", "2.6.12", kept)), "502");
  t.equal(said(haproxy, context("reset-before-head/on-accept", "2.6.12")), "502 or 503");
  const refused = "h2:stream-reset/before-head-refused-stream";
  t.equal(said(haproxy, context(refused, "3.0.11", kept)), "closed-without-answer");
  t.equal(said(haproxy, context(refused, "2.6.12", kept)), "502");
});

t.test("names: what a proxy was told, and when it asks", async (t) => {
  const looked = (resolve: string) => ({ topology: topologySchema.parse({ resolve }) });
  const request = looked("request");
  const watched = looked("watched");
  const told = (driver: ProxyDriver, detail: string, more: Partial<OutcomeContext>) => {
    const [first] = expectations(driver, context(detail, driver.pinned.at(-1) ?? "", more));
    return [first?.status, first?.timer, first?.log];
  };
  const missing = "name-not-found/nxdomain";
  t.same(told(nginx, missing, request), [502, undefined, ["could not be resolved (3"]]);
  t.same(told(nginx, missing, watched), [502, undefined, ["no live upstreams"]]);
  t.same(told(haproxy, missing, watched), [503, undefined, ["SC"]]);
  const silent = told(nginx, "name-not-found/silent", request);
  t.same(silent, [502, "resolve_ms", ["could not be resolved (110"]], "never 504");
  t.equal(said(nginx, context("name-not-found/lost-nxdomain", "1.30.6", watched)), "502");
  t.equal(said(nginx, context("name-not-found/lost-servfail", "1.30.6", watched)), "200");
  t.equal(said(haproxy, context("name-not-found/lost-servfail", "3.2.26", watched)), "503");
  t.equal(said(nginx, context("healthy/aaaa-servfail", "1.30.6", request)), "502");
  t.equal(said(haproxy, context("healthy/aaaa-servfail", "3.2.26", watched)), "200");
  t.equal(said(haproxy, context("healthy/aaaa-silence", "3.2.26", watched)), "503");
  t.equal(said(haproxy, context("healthy/dns-over-tcp", "3.2.26", watched)), "503");
  t.equal(said(nginx, context("refused/stale-address", "1.30.6", request)), "502");
  t.equal(said(nginx, context("refused/stale-address", "1.30.6", watched)), "502 or 200");
});

t.test("outcomes that depend on TLS", async (t) => {
  const under = (tls: Partial<NonNullable<OutcomeContext["topology"]["tls"]>>) => ({
    topology: topologySchema.parse({ tls }),
  });
  const rows: [driver: ProxyDriver, unverified: string, verified: string][] = [
    [nginx, "200", "502"],
    [haproxy, "200", "503"],
  ];
  for (const [driver, unverified, verified] of rows) {
    const version = driver.pinned[0] ?? "";
    const expired = "untrusted-certificate/expired";
    t.equal(said(driver, context(expired, version, under({ verify: false }))), unverified);
    t.equal(said(driver, context(expired, version, under({ verify: true }))), verified);
    const named = "tls-failed/needs-server-name";
    t.equal(said(driver, context(named, version, under({ sni: true }))), "200");
    t.equal(said(driver, context(named, version, under({ sni: false }))), verified);
  }
  const cut = "body-cut-short/close-rst";
  t.equal(said(nginx, context(cut, "1.22.1")), "cut-short 200", "over TCP nginx sees the RST");
  t.equal(said(nginx, context(cut, "1.22.1", under({}))), "200", "under TLS it does not");
  t.equal(
    said(haproxy, context("closed-before-head/on-accept", "2.6.12", under({}))),
    "502 or 503",
  );
});

t.test("what is tried again", async (t) => {
  const two = topologySchema.parse({ upstreams: 2, retries: 3 });
  const post = { topology: two, request: { ...defaultRequest, method: "POST" } };
  const retried = (driver: ProxyDriver, more: Partial<OutcomeContext>) =>
    kinds.filter((kind) => driver.retries(context(kind, driver.pinned[0] ?? "", more)));
  const unconnected = ["refused", "connect-timeout", "tls-failed", "tls-silent"];
  t.same(retried(haproxy, { topology: two }), unconnected);
  t.same(retried(haproxy, post), unconnected);
  t.same(retried(nginx, post), unconnected, "nothing of a POST had been sent");
  t.same(retried(nginx, { topology: two }), [
    ...unconnected,
    "request-unread",
    "request-aborted",
    "closed-before-head",
    "reset-before-head",
    "silent-before-head",
  ]);
  const verifying = topologySchema.parse({ upstreams: 2, retries: 1, tls: { verify: true } });
  const again = (driver: ProxyDriver, symptom: string) =>
    driver.retries(context(symptom, driver.pinned[0] ?? "", { topology: verifying }));
  t.ok(again(nginx, "untrusted-certificate/wrong-name"));
  t.notOk(again(haproxy, "untrusted-certificate/wrong-name"), "the same name would be wrong again");
  t.ok(again(haproxy, "untrusted-certificate/expired"));
  t.notOk(again(haproxy, "tls-failed/client-certificate-1-3"), "the connection stood");
  const stream = topologySchema.parse({ protocol: "tcp", upstreams: 2, retries: 3 });
  const left = context("closed-before-head", "1.26.3", { topology: stream });
  t.notOk(nginx.retries(left), "a stream is bound to its server once that is connected");
  const early = (version: string) =>
    haproxy.retries(context("h2:silent-before-head/h2-after-preface", version, { topology: two }));
  t.ok(early("3.0.11"), "without SETTINGS it is no connection");
  t.notOk(early("3.2.26"));
  t.notOk(haproxy.retries(context("h2:refused", "3.2.26", { topology: two })));
  t.same(retried(nginx, {}), [], "nginx never tries the same server twice");
  t.equal(nginx.attempts_max?.(two), 2);
});
