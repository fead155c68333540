import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import t from "tap";
import type { Test } from "tap";
import type { LaneSpec, Launcher } from "@gatecrash/core";
import docker from "../src/docker.ts";
import netns from "../src/netns.ts";
import plain from "../src/process.ts";
import { runTool } from "../src/shared/run-tool.ts";
import { drivers } from "./fixtures/lanes.ts";
import { alive, leftOver, mounts } from "./fixtures/traces.ts";

const victim = fileURLToPath(new URL("fixtures/victim.ts", import.meta.url));
const nobody = 65_534;

/** What a runner said before it killed itself. */
interface LastWords {
  spec: LaneSpec;
  running: string[];
  as_root: boolean;
  uid?: number;
  status?: number;
  inside: { scratch: string };
}

for (const launcher of [netns, plain, docker]) {
  const skip = await whyNot(launcher);
  t.test(`${launcher.id}: kill -9 of the runner`, { skip }, async (t) => {
    const [ready] = await Promise.all([
      killed(t, launcher, { stage: "ready" }),
      killed(t, launcher, { stage: "opened" }),
      killed(t, launcher, { stage: "starting" }),
    ]);
    t.match(ready, { status: 200, as_root: ready.uid === 0 });
    // A container has no parent that its end could be tied to: there an agent must not hang.
    if (launcher !== docker) await killed(t, launcher, { stage: "ready", mode: "stubborn" });
  });
}

const without = (await whyNot(netns)) || (await whyNotNobody());
t.test("netns: kill -9 of an ordinary user's runner", { skip: without }, async (t) => {
  const ready = await killed(t, netns, { stage: "ready", uid: nobody });
  t.match(ready, { status: 200, as_root: false, uid: nobody });
});

async function whyNot(launcher: Launcher): Promise<string | false> {
  const state = await launcher.available();
  if (!state.available) return state.because;
  const place = await launcher.find(drivers.nginx, { id: "nginx" }, { pull: false });
  return "missing" in place ? place.missing : false;
}

async function whyNotNobody(): Promise<string | false> {
  if (process.geteuid?.() !== 0) return "only root can become another user";
  const as = ["--reuid", String(nobody), "--clear-groups"];
  const readable = await runTool("setpriv", [...as, "test", "-r", victim], 5_000);
  return readable.ok ? false : "an ordinary user cannot read this checkout";
}

/** Lets a runner kill itself at a stage, and counts what is left of it. */
async function killed(
  t: Test,
  launcher: Launcher,
  options: { stage: "opened" | "starting" | "ready"; mode?: "stubborn"; uid?: number },
): Promise<LastWords> {
  const { stage, mode = "obedient", uid } = options;
  const args = [...process.execArgv, victim, launcher.id, String(await freePort()), stage, mode];
  const user = uid === undefined ? {} : { uid, gid: uid };
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], ...user });
  const exit = once(child, "exit") as Promise<[number | null, string | null]>;
  const [said, [, signal]] = await Promise.all([text(child.stdout), exit]);
  t.equal(signal, "SIGKILL", `${stage}, ${mode}`);
  const words = JSON.parse(said) as LastWords;
  t.ok(words.running.length > 0);
  const running = new Set(words.running);
  t.strictSame(await leftOver(() => alive(running)), [], `none of ${running.size} processes`);
  t.strictSame(await leftOver(() => containers(words.spec.run_id)), [], "no container");
  t.strictSame(await mounts(), [], "no mount");
  if (launcher === plain) {
    t.strictSame(await leftOver(() => there(words.inside.scratch)), [], "no temporary files");
  }
  await rm(words.spec.folder, { recursive: true });
  return words;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function containers(run_id: string): Promise<string[]> {
  const filter = ["--filter", `label=gatecrash.run=${run_id}`];
  const list = await runTool("docker", ["ps", "--all", "--quiet", ...filter], 5_000);
  return list.stdout.split("\n").filter((id) => id !== "");
}

async function there(file: string): Promise<string[]> {
  return access(file).then(
    () => [file],
    () => [],
  );
}
