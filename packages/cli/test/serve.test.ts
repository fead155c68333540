import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import t from "tap";
import type { Test } from "tap";
import { resultOf, runCli, startCli } from "./support/cli.ts";
import type { CliOptions } from "./support/cli.ts";

const anyPorts = ["serve", "--port=0", "--control-port=0"];

/** Starts the server and waits for the line that says where it is. */
async function serve(t: Test, args: readonly string[] = [], options: CliOptions = {}) {
  const child = startCli([...anyPorts, ...args], options);
  t.teardown(() => child.kill("SIGKILL"));
  const result = resultOf(child);
  if (!child.stdout) throw new Error("no standard output");
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), "line") as Promise<[string]>,
    result.then(({ stderr }) => Promise.reject(new Error(stderr))),
  ]);
  const { upstream_url = "", control_url = "", msg } = JSON.parse(line) as Record<string, string>;
  return { child, result, upstream: upstream_url, control: control_url, msg };
}

t.test("it says where it is, answers, and ends in order when it is asked to", async (t) => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const { child, result, upstream, control, msg } = await serve(t);
    t.equal(msg, `ready: upstream ${upstream}, control ${control}`);
    t.match(upstream, /^http:\/\/127\.0\.0\.1:\d+$/, "on loopback unless told otherwise");
    t.match(control, /^http:\/\/127\.0\.0\.1:\d+$/);
    t.same(await (await fetch(upstream)).json(), { ok: true });
    t.match(await (await fetch(`${control}/status`)).json(), { pid: child.pid, injections: 0 });
    child.kill(signal);
    const { code, stderr } = await result;
    t.equal(code, 0, signal);
    t.equal(stderr, "");
  }
});

t.test("a crash ends a process of its own; the server records it and heals", async (t) => {
  const { child, result, upstream, control } = await serve(t);
  await t.rejects(fetch(`${upstream}/fault/crash?exit_code=5`));
  const post = async (path: string, value?: unknown) =>
    fetch(`${control}${path}`, {
      method: "POST",
      ...(value === undefined ? {} : { body: JSON.stringify(value) }),
      ...(value === undefined ? {} : { headers: { "content-type": "application/json" } }),
    });
  t.equal((await post("/injections", { fault: "kill" })).status, 201);
  await t.rejects(fetch(upstream));
  await t.rejects(fetch(upstream), "nobody listens");
  t.match(await (await fetch(`${control}/injections`)).json(), {
    injections: [{ state: "ended", process: { signal: "SIGKILL" } }],
  });
  t.equal((await post("/heal")).status, 200);
  t.equal((await fetch(upstream)).status, 200);
  child.kill("SIGTERM");
  const { code, stdout } = await result;
  t.equal(code, 0);
  t.match(stdout, /"code":5.*"msg":"process-ended"/);
  t.match(stdout, /"signal":"SIGKILL".*"msg":"process-ended"/);
});

t.test("a process that has the listener ends with the server", async (t) => {
  const { child, result, upstream, control } = await serve(t);
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ fault: "freeze", params: { freeze_ms: 600_000 } });
  t.equal((await fetch(`${control}/injections`, { method: "POST", headers, body })).status, 201);
  child.kill("SIGTERM");
  t.equal((await result).code, 0);
  await t.rejects(fetch(upstream), "the process has ended with it");
});

t.test(
  "killed without a warning, it leaves no process behind, not even a frozen one",
  async (t) => {
    for (const fault of ["freeze", "block-event-loop"]) {
      const { child, result, upstream, control } = await serve(t);
      const params = { [fault === "freeze" ? "freeze_ms" : "block_ms"]: 600_000 };
      const asked = await fetch(`${control}/injections`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ fault, params }),
      });
      const { process: worker } = (await asked.json()) as { process: { pid: number } };
      const hanging = fetch(upstream).catch(() => undefined);
      while (!(await (await fetch(`${control}/injections`)).text()).includes('"delivered":1'));
      child.kill("SIGKILL");
      await Promise.all([result, hanging]);
      t.pass(`${fault}: ${worker.pid} has closed its connection`);
    }
  },
);

t.test("an API that others can reach needs a token, and it stays secret", async (t) => {
  const env = { GATECRASH_TOKEN: "" };
  const refused = await runCli([...anyPorts, "--control-host=0.0.0.0"], { env });
  t.match(refused, { code: 3, stderr: /token/ });
  const { child, result, control } = await serve(
    t,
    ["--control-host=0.0.0.0", "--log-level=trace", "--allow-host=gate.test"],
    { env: { GATECRASH_TOKEN: "s3cret" } },
  );
  const here = control.replace("0.0.0.0", "127.0.0.1");
  t.equal((await fetch(`${here}/status`)).status, 401);
  const headers = { authorization: "Bearer s3cret" };
  t.equal((await fetch(`${here}/status`, { headers })).status, 200);
  child.kill("SIGTERM");
  const { stdout } = await result;
  t.match(stdout, /"url":"\/status"/, "requests are in the log");
  t.notMatch(stdout, /s3cret/);
});

t.test("callers can be kept from choosing", async (t) => {
  const { upstream } = await serve(t, ["--no-caller-faults"]);
  t.equal((await fetch(`${upstream}/fault/error-status`)).status, 200);
});

t.test("what cannot be done is said, with the next step", async (t) => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  t.teardown(() => taken.close());
  const { port } = taken.address() as AddressInfo;
  const place = new RegExp(`127\\.0\\.0\\.1:${port}`);
  t.match(await runCli(["serve", `--port=${port}`, "--control-port=0"]), {
    code: 4,
    stderr: place,
    stdout: "",
  });
  const both = await runCli(["serve", "--port=0", `--control-port=${port}`]);
  t.match(both, { code: 4, stderr: /port-in-use/ });
  t.match(both.stderr, /--control-port/);
  t.match(await runCli([...anyPorts, "--log-level=inof"]), {
    code: 3,
    stderr: /Did you mean "info"/,
  });
  t.match(await runCli([...anyPorts, "--token=has space"]), { code: 3, stderr: /token/ });
  t.match(await runCli([...anyPorts, "--host=192.0.2.1"]), { code: 3, stderr: /no such address/ });
  t.match(await runCli([...anyPorts, "--faults=/nowhere/at/all"]), { code: 3 });
});
