import t from "tap";
import type { Address } from "@gatecrash/core";
import { ask, askJson } from "./support/ask.ts";
import { openWebSocket } from "./support/listen-to.ts";
import { open } from "./support/open.ts";

t.test("faults are listed with their schemas, and the API with its own", async (t) => {
  const { control } = await open(t);
  const { status, json } = await askJson(control, "GET", "/faults");
  t.equal(status, 200);
  const faults = json["faults"] as Record<string, unknown>[];
  t.ok(faults.length >= 50);
  t.match(
    faults.find(({ id }) => id === "crash"),
    {
      family: "process",
      scope: "request",
      symptom: "closed-before-head",
      params: { type: "object", properties: { exit_code: { type: "integer", default: 1 } } },
    },
  );
  const described = (await askJson(control, "GET", "/openapi.json")).json;
  t.equal(described["openapi"], "3.1.0");
  const paths = described["paths"] as Record<string, Record<string, unknown>>;
  t.same(Object.keys(paths).sort(), [
    "/events",
    "/faults",
    "/heal",
    "/injections",
    "/injections/{id}",
    "/status",
  ]);
  t.match(paths["/injections"]?.["post"], {
    requestBody: { content: { "application/json": { schema: { type: "object" } } } },
  });
});

t.test("status says how it is", async (t) => {
  const { at, control } = await open(t);
  t.match((await askJson(control, "GET", "/status")).json, {
    gatecrash: "0.0.0",
    pid: process.pid,
    addresses: [at],
    injections: 0,
    caller_faults: true,
    seed: "test",
  });
});

t.test("wrong requests are refused with code, message and help", async (t) => {
  const { control } = await open(t);
  const post = async (value: unknown) => {
    const { status, json } = await askJson(control, "POST", "/injections", value);
    return { status, ...json };
  };
  t.match(await post({ fault: "crsh" }), { status: 400, code: "unknown-name", message: /"crash"/ });
  t.match(await post({}), { status: 400, code: "usage-invalid", message: /"fault" or "script"/ });
  t.match(await post({ fault: "crash", script: ["reset"] }), { status: 400 });
  t.match(await post({ fault: "crash", fautl: 1 }), { status: 400, message: /fautl/ });
  t.match(await post({ fault: "crash", params: { exit_code: 900 } }), {
    status: 400,
    message: /crash: exit_code/,
  });
  t.match(await post({ fault: "crash", when: { nth: 0 } }), { status: 400, message: /when\.nth/ });
  t.match(await post({ fault: "refuse", when: { nth: 1 } }), { status: 400, message: /listener/ });
  t.match(await post({ fault: "close-on-accept", when: { path: "/" } }), { status: 400 });
  t.match(await post({ fault: "crash", listener: 1 }), { status: 400, message: /no listener 1/ });
  t.match(await post({ script: ["rest"] }), { status: 400, code: "usage-invalid" });
  t.match(await post({ script: [{ eval: "1" }] }), { status: 400 });
  t.match(await askJson(control, "DELETE", "/injections/injection-9"), {
    status: 404,
    json: { code: "unknown-name" },
  });
  t.match(await askJson(control, "GET", "/nothing"), { status: 404, json: { help: /openapi/ } });
  t.match(await askJson(control, "GET", "/events"), { status: 426 });
  t.match(await askJson(control, "GET", "/events?replay=x"), { status: 400 });
});

t.test("bodies are JSON and small", async (t) => {
  const { control } = await open(t);
  const send = async (type: string, body: string) => {
    const headers = { "content-type": type };
    const { status, text } = await ask(control, "/injections", { method: "POST", headers, body });
    return { status, ...(JSON.parse(text) as object) };
  };
  const large = JSON.stringify({ fault: "crash", params: { note: "x".repeat(65_536) } });
  t.match(await send("application/json", large), { status: 413, code: "limit-exceeded" });
  t.match(await send("application/json", "{"), { status: 400, code: "usage-invalid" });
  t.match(await send("text/plain", '{"fault":"crash"}'), { status: 415, code: "usage-invalid" });
});

/** The status of a plain request, and of a WebSocket handshake. */
async function both(at: Address, headers: Record<string, string>) {
  const { status, text } = await ask(at, "/status", { headers });
  const events = await openWebSocket(at, { headers });
  events.close();
  const code = status === 200 ? "" : (JSON.parse(text) as { code: string }).code;
  return [status, events.status, code];
}

t.test("a name that was pointed here is refused, and so is a page of another origin", async (t) => {
  const { control } = await open(t, { allow_hosts: ["gate.test"] });
  const { port } = control;
  for (const host of ["127.0.0.1", "localhost", "[::1]", "LOCALHOST", "gate.test"]) {
    t.same(await both(control, { host: `${host}:${port}` }), [200, 101, ""], host);
  }
  for (const host of [
    "evil.test",
    `evil.test:${port}`,
    "localhost",
    `localhost:1`,
    "gate.test.evil.test",
  ]) {
    t.same(await both(control, { host }), [421, 421, "host-refused"], host);
  }
  const host = `localhost:${port}`;
  t.same(await both(control, { host, origin: `http://${host}` }), [200, 101, ""]);
  for (const origin of ["http://evil.test", "null", "http://localhost", `https://${host}`]) {
    t.same(await both(control, { host, origin }), [403, 403, "origin-refused"], origin);
  }
  const site = { host, "sec-fetch-site": "cross-site" };
  t.same(await both(control, site), [403, 403, "origin-refused"], "an image of another page");
});

t.test("if there is a token, every request must bring it", async (t) => {
  const token = "s3cret/+=";
  const { control, events } = await open(t, { token });
  t.same(await both(control, {}), [401, 401, "token-invalid"]);
  t.same(await both(control, { authorization: "Bearer s3cret" }), [401, 401, "token-invalid"]);
  t.same(await both(control, { authorization: token }), [401, 401, "token-invalid"]);
  t.same(await both(control, { authorization: `Bearer ${token}` }), [200, 101, ""]);
  t.equal((await ask(control, `/status?token=${token}`)).status, 401);
  t.equal((await ask(control, "/nothing")).status, 401, "also where there is nothing");
  const encoded = Buffer.from(token).toString("base64url");
  const protocols = `gatecrash.events, gatecrash.token.${encoded}`;
  const opened = await openWebSocket(control, { headers: { "sec-websocket-protocol": protocols } });
  t.equal(opened.status, 101);
  t.match(opened.head, /sec-websocket-protocol: gatecrash\.events\r?$/im);
  t.notMatch(opened.head, encoded, "the token is not sent back");
  opened.close();
  t.notMatch(JSON.stringify(events.last(100)), "s3cret");
});

t.test("events come live, and from before if they are asked for", async (t) => {
  const { at, control } = await open(t);
  const live = await openWebSocket(control);
  await ask(at, "/fault/error-status");
  const delivered = await live.until((entry) => entry.kind === "delivered");
  t.match(delivered, { trial_id: "caller-1", connection: 1, at_ns: /^\d+$/ });
  await askJson(control, "POST", "/injections", { fault: "error-status" });
  t.match(await live.until((entry) => entry.kind === "injected"), { injection: "injection-1" });
  live.close();
  const later = await openWebSocket(control, { path: "/events?replay=1" });
  const [last] = [await later.until(() => true)];
  t.match(last, { kind: "injected", injection: "injection-1" });
  later.close();
});
