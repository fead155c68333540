import fc from "fast-check";
import t from "tap";
import { plan, Problem } from "../src/index.ts";
import { parseScenario } from "../src/scenario-source.ts";
import type { LoadedScenario, PlanInput, ProxyRequest, Trial } from "../src/index.ts";
import { faults } from "./samples.ts";

const places = new Map<string, (path: readonly PropertyKey[]) => string>();

function load(text: string, id = "s"): LoadedScenario {
  const { scenario, where } = parseScenario(text, `${id}.yaml`);
  places.set(id, where);
  return { id, file: `${id}.yaml`, scenario };
}

function inputOf(texts: readonly string[], own: Partial<PlanInput> = {}): PlanInput {
  return {
    scenarios: texts.map((text, index) => load(text, index === 0 ? "s" : `s${index + 1}`)),
    faults,
    proxies: ["nginx", "haproxy"],
    wanted: [{ id: "nginx" }, { id: "haproxy", version: "3.0" }],
    seed: "seed",
    time_scale: 1,
    where: (loaded, path) => places.get(loaded.id)?.(path) ?? loaded.id,
    ...own,
  };
}

function planned(text: string, own?: Partial<PlanInput>): Trial[] {
  return plan(inputOf([text], own));
}

function mistakeOf(text: string, own?: Partial<PlanInput>): string {
  try {
    planned(text, own);
  } catch (error) {
    if (error instanceof Problem && error.code === "scenario-invalid") return error.message;
    throw error;
  }
  return "";
}

const all = "title: A\nfaults:\n  - use: close\n  - use: down\n";

t.test("faults × variants × proxies, in this order, with ids that stay", async (t) => {
  t.strictSame(
    planned(all).map(({ id }) => id),
    [
      "s/close~fin/nginx",
      "s/close~fin/haproxy@3.0",
      "s/close~rst/nginx",
      "s/close~rst/haproxy@3.0",
      "s/down/nginx",
      "s/down/haproxy@3.0",
    ],
  );
  t.match(planned(all)[3], {
    scenario: "s",
    title: "A",
    family: "head",
    fault: "close",
    variant: "rst",
    acting: { fault: "close", params: { ending: "rst", after_ms: 100 } },
    scope: "request",
    symptom: { kind: "reset-before-head" },
    proxy: "haproxy",
    proxy_version: "3.0",
    requests: [{ method: "POST", path: "/", headers: {}, body_bytes: 3 }],
    needs: [],
    own_process: false,
    seed: "seed/s/close~rst#1",
  });
  t.match(planned(all)[4], { scope: "listener", needs: ["own-addresses"] });
});

t.test("a variant, parameters, a place, a proxy: only what was asked for", async (t) => {
  const rst = planned("title: A\nfaults: [{ use: close, variant: rst, params: { after_ms: 7 } }]");
  t.match(rst, [{ variant: "rst", acting: { params: { ending: "rst", after_ms: 7 } } }, {}]);
  const own = planned("title: A\nfaults: [{ use: close, params: { ending: silence } }]");
  t.match(own[0], { variant: "ending=silence", id: "s/close~ending=silence/nginx" });
  const placed = planned(
    "title: A\ntopology: { upstreams: 2 }\nproxies: [haproxy]\nneeds: [firewall]\n" +
      "requests: [GET /a, GET /b]\nfaults: [{ use: down, upstream: 2, when: { nth: 2 } }]\n" +
      "expect: { haproxy: { status: 503, because: It is so. } }",
  );
  t.match(placed, [
    {
      proxy: "haproxy",
      faulty: [1],
      when: { nth: 2 },
      needs: ["own-addresses", "firewall"],
      requests: [{ path: "/a" }, { path: "/b" }],
      expect: { end: "answered", status: 503 },
    },
  ]);
  t.equal(placed.length, 1);
  const twice = planned("title: A\nproxies: [nginx]\nfaults: [{ use: down }, { use: down }]");
  t.strictSame(
    twice.map(({ id, seed }) => [id, seed]),
    [
      ["s/down/nginx", "seed/s/down~#1"],
      ["s/down/nginx#2", "seed/s/down~#2"],
    ],
  );
});

t.test("a script that is written on the spot", async (t) => {
  const written = (script: string) =>
    planned(`title: A\nfaults: [{ symptom: not-http, script: [${script}] }]`)[0];
  t.match(written("read-head, reset"), {
    family: "scenario",
    fault: "script-1",
    acting: { script: [{ kind: "read-head" }, { kind: "reset" }] },
    scope: "request",
    own_process: false,
  });
  t.match(written("reset"), { scope: "connection" });
  t.match(written("refuse"), { scope: "listener" });
  t.match(written("kill"), { own_process: true, exclusive: false });
  t.match(written("burn_ms: 5"), { own_process: true, exclusive: true });
  const memory = { own_process: true, exclusive: true, needs: ["memory-limit"] };
  t.match(written("exhaust-memory"), memory);
});

t.test("a script that acts on the upstream's name needs one", async (t) => {
  const text = (topology: string, script: string) =>
    `title: A\n${topology}faults: [{ symptom: name-not-found, script: [${script}] }]`;
  const named = "topology: { resolve: watched }\n";
  t.match(planned(text(named, "answer_name: { rcode: nxdomain }"))[0], {
    scope: "query",
    acting: { script: [{ kind: "answer-name", rcode: "nxdomain" }] },
  });
  t.match(planned(text(named, "read-question, silence"))[0], { scope: "query" });
  t.match(planned(text(named, "read-head, move"))[0], { scope: "request" });
  for (const script of ["answer-name", "read-head, move"]) {
    t.match(mistakeOf(text("", script)), /s\.yaml:2:10: .*set topology\.resolve/, script);
  }
  const conditional = `${named}faults: [{ symptom: name-not-found, script: [answer-name], when: { path: /x } }]`;
  t.match(mistakeOf(`title: A\n${conditional}`), /acts before a request is read/);
});

t.test("requests in which a fault shows", async (t) => {
  const own = planned(`title: A\nshows_in: [2]\nrequests: [GET /, GET /]\nfaults: [use: down]`);
  t.same(own[0]?.shows_in, [2]);
  t.equal(planned(all)[0]?.shows_in, undefined);
});

t.test("the time scale stretches every timer and nothing else", async (t) => {
  const text = `${all}  - { symptom: not-http, script: [sleep_ms: 10, reset] }\n`;
  const [one, ...others] = planned(text, { time_scale: 3 });
  t.match(one, {
    topology: { timeouts: { connect_ms: 900, send_ms: 1500, read_ms: 1500 } },
    acting: { params: { after_ms: 300 } },
    requests: [{ body_bytes: 3 }],
  });
  t.match(others.at(-1), { acting: { script: [{ kind: "sleep", ms: 30 }, { kind: "reset" }] } });
});

t.test("a fault's own requests, unless the scenario has some", async (t) => {
  const requestsOf = (text: string) =>
    planned(text, { time_scale: 2 })[0]?.requests.map(({ method, after_ms }) => [method, after_ms]);
  const used = "title: A\nfaults: [{ use: reuse, params: { idle_ms: 30 } }]";
  t.strictSame(requestsOf(used), [
    ["GET", undefined],
    // The parameter was stretched, and the wait before the request with it.
    ["POST", 60],
  ]);
  const own = `${used}\nrequests: [{ method: PUT, after_ms: 50 }, GET /]`;
  t.strictSame(requestsOf(own), [
    ["PUT", 100],
    ["GET", undefined],
  ]);
  t.equal(planned(used)[0]?.topology.keepalive, false, "a scenario has its own topology");
});

t.test("the same input gives the same plan, and a trial's seed needs no other trial", async (t) => {
  const scenarios = [all, "title: B\nfaults: [{ use: close }]"];
  const input = inputOf(scenarios);
  t.strictSame(plan(input), plan(inputOf(scenarios)));
  const proxies: ProxyRequest[] = [
    { id: "nginx" },
    { id: "haproxy" },
    { id: "nginx", version: "1.26" },
  ];
  fc.assert(
    fc.property(fc.string(), fc.shuffledSubarray(proxies, { minLength: 1 }), (seed, wanted) => {
      const trials = plan({ ...input, seed, wanted });
      const whole = plan({ ...input, seed, wanted: proxies });
      const seeds = new Map(whole.map((trial) => [trial.id, trial.seed]));
      const ids = new Set(trials.map((trial) => trial.id));
      return (
        ids.size === trials.length && trials.every((trial) => seeds.get(trial.id) === trial.seed)
      );
    }),
  );
  const [nginx, haproxy] = planned(all);
  t.equal(nginx?.seed, haproxy?.seed, "every proxy meets the same acts");
});

t.test("mistakes are told with their place and what is meant", async (t) => {
  const used = (entry: string) => mistakeOf(`title: A\nfaults:\n  - ${entry}\n`);
  t.equal(used("use: clsoe"), 's.yaml:3:5: unknown fault "clsoe". Did you mean "close"?');
  t.equal(
    used("{ use: close, variant: fim }"),
    's.yaml:3:19: unknown variant "fim" of close; there are fin, rst. Did you mean "fin"?',
  );
  t.equal(
    used("{ use: down, variant: a }"),
    's.yaml:3:18: unknown variant "a" of down; it has none.',
  );
  t.equal(
    used("{ use: close, params: { after: 5 } }"),
    's.yaml:3:29: unknown parameter "after" of close; there are ending, after_ms. Did you mean "after_ms"?',
  );
  t.match(
    used("{ use: close, params: { after_ms: -5 } }"),
    /^s\.yaml:3:29: close: after_ms: .*>=0/,
  );
  t.equal(used("{ use: close, upstream: 2 }"), "s.yaml:3:19: there are only 1 upstreams");
  const unread = "acts before a request is read: it cannot depend on path, method or header";
  t.equal(used("{ use: down, when: { path: / } }"), `s.yaml:3:18: "down" ${unread}`);
  t.equal(
    used("{ symptom: not-http, script: [reset], when: { method: GET } }"),
    `s.yaml:3:43: "script-1" ${unread}`,
  );
  t.equal(used("{ use: close, when: { path: / } }"), "");
});

t.test(
  "unknown proxies in a scenario are mistakes, those not asked for are left out",
  async (t) => {
    t.equal(
      mistakeOf("title: A\nproxies: [haproxi]\nfaults: [{ use: down }]"),
      's.yaml:2:11: unknown proxy "haproxi". Did you mean "haproxy"?',
    );
    t.equal(
      mistakeOf("title: A\nfaults: [{ use: down }]\nexpect: { ngnix: { because: a } }"),
      's.yaml:3:11: unknown proxy "ngnix". Did you mean "nginx"?',
    );
    const only = "title: A\nproxies: [haproxy]\nfaults: [{ use: down }]";
    t.strictSame(planned(only, { wanted: [{ id: "nginx" }] }), []);
  },
);
