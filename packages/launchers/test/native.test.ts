import { once } from "node:events";
import { access, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import t from "tap";
import type { Test } from "tap";
import type { Launcher } from "@gatecrash/core";
import netns from "../src/netns.ts";
import plain from "../src/process.ts";
import { drivers, laneSpec, nginxLaunch, Talk } from "./fixtures/lanes.ts";
import { alive, descendants, leftOver, mounts } from "./fixtures/traces.ts";

for (const launcher of [netns, plain]) {
  const state = await launcher.available();
  const skip = state.available ? false : state.because;
  t.test(launcher.id, { skip }, async (t) => {
    await t.test("serves, and is gone after close", (t) => servesAndGoes(t, launcher));
    await t.test("an agent that ends is told", (t) => tellsEnd(t, launcher));
    await t.test("an agent that does not obey is killed", (t) => killsStubborn(t, launcher));
    await t.test("a node that is not there", async (t) => {
      const spec = { ...(await laneSpec("absent")), agent: { node: "/nowhere/node", args: [] } };
      t.teardown(() => rm(spec.folder, { recursive: true }));
      const opened = launcher.open(spec);
      if (launcher === plain) {
        await t.rejects(opened, {
          code: "launcher-unavailable",
          message: /\/nowhere\/node.*ENOENT/,
        });
      } else t.match(await (await opened).ended, /nowhere\/node: not found/);
    });
  });
}

async function servesAndGoes(t: Test, launcher: Launcher): Promise<void> {
  const before = { scratch: await readdir("/dev/shm") };
  const spec = await laneSpec("serves");
  t.teardown(() => rm(spec.folder, { recursive: true }));
  const lane = await launcher.open(spec);
  const talk = new Talk(lane);
  const facts = await talk.ask({ do: "facts" });
  t.equal(facts["folder"], spec.folder);
  t.equal(facts["uid"], process.geteuid?.());
  const own = createServer().listen(0, "127.0.0.1");
  await once(own, "listening");
  const { port } = own.address() as AddressInfo;
  const knock = await talk.ask({ do: "knock", port });
  own.close();
  await once(own, "close");
  if (launcher === netns) {
    t.match(facts, { pid: 1, routes: 0 }, "first process of its own namespace, no route anywhere");
    t.strictSame(facts["interfaces"], ["lo"]);
    t.equal(knock["knock"], "ECONNREFUSED", "not the loopback of this machine");
  } else t.equal(knock["knock"], "connected");
  const long = "é".repeat(100_000);
  t.equal((await talk.ask({ do: "echo", text: long }))["text"], long, "lines of any length");

  const place = await launcher.find(drivers.nginx, { id: "nginx" }, { pull: false });
  if ("missing" in place) t.comment(`no proxy tried: ${place.missing}`);
  else {
    const launch = await nginxLaunch(lane, spec.folder, port);
    lane.write(JSON.stringify({ do: "start", program: place.program, args: launch.args }));
    lane.write(JSON.stringify({ do: "ask", port }));
    for (;;) {
      const answer = await talk.next();
      if (!("status" in answer)) continue;
      t.equal(answer["status"], 200);
      break;
    }
    await access(`${spec.folder}/access.log`);
  }
  const running = await descendants(process.pid);
  t.ok(running.size >= 1);
  await lane.close();
  await lane.close();
  t.strictSame(await leftOver(() => alive(running)), [], "no process");
  t.match(await lane.ended, /the agent ended \(exit code 0\)/);
  t.strictSame(await mounts(), [], "no mount");
  t.strictSame(await readdir("/dev/shm"), before.scratch, "nothing in shared memory");
  t.notOk((await readdir(spec.folder)).includes("scratch"), "no temporary files");
}

async function tellsEnd(t: Test, launcher: Launcher): Promise<void> {
  const spec = await laneSpec("dies");
  t.teardown(() => rm(spec.folder, { recursive: true }));
  const lane = await launcher.open(spec);
  lane.write(JSON.stringify({ do: "start", program: "/bin/sleep", args: ["1000"] }));
  const talk = new Talk(lane);
  t.ok("started" in (await talk.next()));
  const running = await descendants(process.pid);
  lane.write(JSON.stringify({ do: "die", text: "out of luck", code: 7 }));
  t.equal(await lane.ended, "the agent ended (exit code 7): out of luck");
  lane.write("to nobody");
  await lane.close();
  t.strictSame(await leftOver(() => alive(running)), [], "what it started is gone too");
}

async function killsStubborn(t: Test, launcher: Launcher): Promise<void> {
  const spec = await laneSpec("stubborn", "stubborn");
  t.teardown(() => rm(spec.folder, { recursive: true }));
  const lane = await launcher.open(spec);
  const talk = new Talk(lane);
  await talk.ask({ do: "hang" });
  const running = await descendants(process.pid);
  await Promise.all([lane.close(), lane.close()]);
  t.match(await lane.ended, /SIGKILL|137/);
  t.strictSame(await leftOver(() => alive(running)), []);
}
