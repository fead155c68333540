import { once } from "node:events";
import { Agent } from "node:http";
import { connect } from "node:net";
import t from "tap";
import type { InjectionView } from "../src/index.ts";
import { ask, askJson } from "./support/ask.ts";
import { openWebSocket } from "./support/listen-to.ts";
import { alive, open } from "./support/open.ts";

const inject = async (control: Parameters<typeof askJson>[0], value: unknown) => {
  const { status, json } = await askJson(control, "POST", "/injections", value);
  return { status, view: json as unknown as InjectionView };
};

t.test("a condition chooses requests, also on a connection that is reused", async (t) => {
  const { at, control } = await open(t);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.teardown(() => {
    agent.destroy();
  });
  t.equal((await ask(at, "/a/1", { agent })).status, 200);
  const when = { path: "/a/*", method: "GET", header: { name: "X-Who", value: "me" } };
  const { status, view } = await inject(control, {
    fault: "error-status",
    params: { status: 503 },
    when,
  });
  t.equal(status, 201);
  t.match(view, { fault: "error-status", state: "active", hits: 0, params: { status: 503 } });
  const headers = { "x-who": "me" };
  t.equal((await ask(at, "/a/1?q", { agent, headers })).status, 503);
  t.equal((await ask(at, "/a/1", { headers })).status, 503);
  t.equal((await ask(at, "/a/1", { headers, method: "POST" })).status, 200);
  t.equal((await ask(at, "/b", { headers })).status, 200);
  t.equal((await ask(at, "/a/1")).status, 200);
  t.equal((await askJson(control, "DELETE", `/injections/${view.id}`)).status, 204);
  t.equal((await ask(at, "/a/1", { headers })).status, 200);
});

t.test("a fault without a condition meets connections that were open before it", async (t) => {
  const { at, control } = await open(t);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.teardown(() => {
    agent.destroy();
  });
  t.equal((await ask(at, "/", { agent })).status, 200);
  await inject(control, { fault: "error-status" });
  t.equal((await ask(at, "/", { agent })).status, 500);
});

t.test("an injection can be spent, and stays listed until it is removed", async (t) => {
  const { at, control } = await open(t);
  await inject(control, { fault: "error-status", when: { nth: 2 } });
  const statuses = [];
  for (let index = 0; index < 3; index += 1) statuses.push((await ask(at, "/")).status);
  t.same(statuses, [200, 500, 200]);
  const { json } = await askJson(control, "GET", "/injections");
  t.match(json, { injections: [{ state: "spent", hits: 1, delivered: 1, when: { nth: 2 } }] });
});

t.test("the same seed makes the same choices", async (t) => {
  const chosen = async () => {
    const { at, control } = await open(t);
    await inject(control, { fault: "error-status", when: { probability: 0.5 } });
    const statuses = [];
    for (let index = 0; index < 12; index += 1) statuses.push((await ask(at, "/")).status);
    return statuses;
  };
  const first = await chosen();
  t.ok(first.includes(200) && first.includes(500), "both happen");
  t.same(await chosen(), first);
});

t.test("a time to live ends it by itself", async (t) => {
  const { at, control } = await open(t);
  const events = await openWebSocket(control);
  await inject(control, { fault: "refuse", ttl_ms: 50 });
  await events.until((entry) => entry.kind === "healed" && /time to live/.test(entry.because));
  t.equal((await ask(at, "/")).status, 200);
  t.same((await askJson(control, "GET", "/injections")).json, { injections: [] });
  events.close();
});

t.test("faults of the listener: refused, and healed", async (t) => {
  const { at, control } = await open(t);
  const { view } = await inject(control, { fault: "refuse" });
  t.match(view, { scope: "listener", hits: 1, delivered: 1 });
  t.equal((await ask(at, "/")).status, "ECONNREFUSED");
  const second = await inject(control, { fault: "full-backlog" });
  t.match(second, { status: 409, view: { code: "conflict" } });
  t.same((await askJson(control, "POST", "/heal")).json, { healed: 1 });
  t.equal((await ask(at, "/")).status, 200);
});

t.test("a full backlog leaves connects unanswered until it is healed", async (t) => {
  const { at, control } = await open(t);
  t.match(await inject(control, { fault: "full-backlog" }), { view: { delivered: 1 } });
  const waiting = connect(at.port, at.address);
  t.teardown(() => waiting.destroy());
  await askJson(control, "POST", "/heal");
  // The kernel sends the SYN again after a second: then somebody listens.
  await once(waiting, "connect");
  t.equal((await ask(at, "/")).status, 200);
});

t.test("healing ends a silent connection", async (t) => {
  const { at, control } = await open(t);
  const events = await openWebSocket(control);
  await inject(control, { fault: "close-before-head", params: { ending: "silence" } });
  const asked = ask(at, "/");
  await events.until((entry) => entry.kind === "delivered");
  t.match((await askJson(control, "GET", "/status")).json, { open_connections: 1, injections: 1 });
  await askJson(control, "POST", "/heal");
  t.equal((await asked).status, "ECONNRESET", "closed without an answer");
  t.equal((await ask(at, "/")).status, 200);
  events.close();
});

t.test("acts that are sent as data are played", async (t) => {
  const { at, control } = await open(t);
  const script = [
    "read-head",
    { send: "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi" },
    "finish",
  ];
  t.match(await inject(control, { script }), { status: 201, view: { fault: "script" } });
  t.match(await ask(at, "/"), { status: 200, text: "hi" });
});

for (const [fault, params, shown] of [
  ["crash", { exit_code: 3 }, { code: 3 }],
  ["kill", {}, { signal: "SIGKILL" }],
] as const) {
  t.test(`${fault} takes a real process, and nobody listens afterwards`, async (t) => {
    const { at, control } = await open(t);
    const events = await openWebSocket(control);
    const { status, view } = await inject(control, { fault, params });
    t.equal(status, 201);
    const pid = view.process?.pid ?? 0;
    t.not(pid, process.pid);
    t.ok(alive(pid));
    const other = await inject(control, { fault: "error-status" });
    t.match(other, { status: 409, view: { code: "conflict", help: new RegExp(view.id) } });
    t.equal((await ask(at, "/")).status, "ECONNRESET");
    await events.until((entry) => entry.kind === "process-ended" && entry.pid === pid);
    t.notOk(alive(pid), "it is gone");
    t.equal((await ask(at, "/")).status, "ECONNREFUSED");
    const { json } = await askJson(control, "GET", "/injections");
    t.match(json, { injections: [{ state: "ended", hits: 1, process: { pid, ...shown } }] });
    await askJson(control, "POST", "/heal");
    t.equal((await ask(at, "/")).status, 200);
    events.close();
  });
}

t.test("a process fault waits for its condition, others pause meanwhile", async (t) => {
  const { at, control } = await open(t);
  await inject(control, { fault: "error-status", when: { path: "/e" } });
  await inject(control, { fault: "freeze", params: { freeze_ms: 600_000 }, when: { path: "/f" } });
  const { json } = await askJson(control, "GET", "/injections");
  t.match(json, { injections: [{ state: "paused" }, { state: "active" }] });
  t.equal((await ask(at, "/e")).status, 200, "the process knows its own fault only");
  t.match(await ask(at, "/fault/crash"), { status: 409, text: /conflict/ });
  const events = await openWebSocket(control);
  const frozen = ask(at, "/f");
  await events.until((entry) => entry.kind === "delivered");
  await askJson(control, "DELETE", "/injections/injection-2");
  t.equal((await frozen).status, "ECONNRESET", "a frozen process can be ended");
  t.equal((await ask(at, "/e")).status, 500);
  events.close();
});

t.test("a process without descriptors takes connections and drops them", async (t) => {
  const { at, control } = await open(t);
  const { view } = await inject(control, { fault: "exhaust-descriptors" });
  t.match(view, { scope: "listener", delivered: 1 });
  t.equal((await ask(at, "/")).status, "ECONNRESET");
  await askJson(control, "POST", "/heal");
  t.equal((await ask(at, "/")).status, 200);
});
