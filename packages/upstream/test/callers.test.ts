import { Agent } from "node:http";
import t from "tap";
import { ask, askJson } from "./support/ask.ts";
import { openWebSocket } from "./support/listen-to.ts";
import { alive, open } from "./support/open.ts";

t.test("a caller chooses by path or header, also on a reused connection", async (t) => {
  const { at } = await open(t);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.teardown(() => {
    agent.destroy();
  });
  t.equal((await ask(at, "/", { agent })).status, 200);
  const headers = { "x-gatecrash-fault": "error-status; status=429" };
  t.equal((await ask(at, "/anything", { agent, headers })).status, 429);
  t.equal((await ask(at, "/fault/error-status?status=502")).status, 502);
  t.equal((await ask(at, "/fault/close-before-head?ending=rst")).status, "ECONNRESET");
  t.match(await ask(at, "/fault/cut-body?ending=fin"), { status: "ECONNRESET" });
  t.equal((await ask(at, "/")).status, 200, "others are not touched");
});

t.test("what is not understood is answered with the reason", async (t) => {
  const { at } = await open(t);
  const refused = async (path: string) => {
    const { status, text } = await ask(at, path);
    return { status, ...(JSON.parse(text) as object) };
  };
  t.match(await refused("/fault/crsh"), {
    status: 400,
    code: "unknown-name",
    message: /Did you mean "crash"/,
  });
  t.match(await refused("/fault/crash?exit_code=x"), { status: 400, code: "usage-invalid" });
  t.match(await refused("/fault/crash?exit=1"), { status: 400, message: /no parameter "exit"/ });
  t.match(await refused("/fault/refuse"), { status: 409, help: /POST \/injections/ });
  t.match(await refused("/fault/close-on-accept"), { status: 409, code: "conflict" });
});

for (const [path, shown] of [
  ["/fault/crash?exit_code=9", { code: 9 }],
  ["/fault/kill", { signal: "SIGKILL" }],
] as const) {
  t.test(`${path}: a process of its own holds the connection and ends`, async (t) => {
    const { at, control } = await open(t);
    const events = await openWebSocket(control);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    t.equal((await ask(at, "/", { agent })).status, 200);
    t.equal((await ask(at, path, { agent })).status, "ECONNRESET", "on a reused connection");
    const ended = await events.until((entry) => entry.kind === "process-ended");
    t.match(ended, { trial_id: "caller-1", ...shown });
    t.notOk("pid" in ended && alive(ended.pid));
    t.equal((await ask(at, "/")).status, 200, "the others go on");
    events.close();
  });
}

t.test("a process that is frozen goes on, answers and ends; healing ends it sooner", async (t) => {
  const { at, control } = await open(t);
  const events = await openWebSocket(control);
  t.match(await ask(at, "/fault/freeze?freeze_ms=50"), { status: 200, text: "late\n" });
  t.match(await events.until((entry) => entry.kind === "process-ended"), { code: 0 });
  const asked = ask(at, "/fault/freeze?freeze_ms=600000");
  await events.until((entry) => entry.kind === "delivered");
  t.match((await askJson(control, "POST", "/heal")).json, { healed: 1 });
  t.equal((await asked).status, "ECONNRESET");
  events.close();
});

t.test("healing ends a caller's silence", async (t) => {
  const { at, control } = await open(t);
  const events = await openWebSocket(control);
  const asked = ask(at, "/fault/close-before-head?ending=silence");
  await events.until((entry) => entry.kind === "delivered");
  t.match((await askJson(control, "POST", "/heal")).json, { healed: 1 });
  t.equal((await asked).status, "ECONNRESET");
  events.close();
});

t.test("callers can be kept from choosing", async (t) => {
  const { at } = await open(t, { caller_faults: false });
  t.equal((await ask(at, "/fault/error-status")).status, 200);
  const headers = { "x-gatecrash-fault": "crash" };
  t.equal((await ask(at, "/", { headers })).status, 200);
});
