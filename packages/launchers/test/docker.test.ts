import { readdir, rm } from "node:fs/promises";
import t from "tap";
import type { Test } from "tap";
import type { Lane, LaneSpec, LaunchSpec } from "@gatecrash/core";
import docker from "../src/docker.ts";
import { agentArguments } from "../src/docker/arguments.ts";
import { runTool } from "../src/shared/run-tool.ts";
import { openDaemonLine } from "./fixtures/daemon-line.ts";
import { drivers, laneSpec, nginxLaunch, Talk } from "./fixtures/lanes.ts";
import { alive, descendants, leftOver } from "./fixtures/traces.ts";

const { nginx, haproxy } = drivers;
const state = await docker.available();
const images = await Promise.all(
  [nginx, haproxy].map((driver) => docker.find(driver, { id: driver.id }, { pull: false })),
);
const absent = images.flatMap((image) => ("missing" in image ? [image.missing] : []));
const skip = state.available ? (absent[0] ?? false) : state.because;
const daemon = /^unix:\/\/(.+)$/.exec(
  process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock",
)?.[1];

/** A lane for a test; nothing of it may be left afterwards. */
async function open(
  t: Test,
  id: string,
  mode?: string,
): Promise<{ lane: Lane; talk: Talk; spec: LaneSpec }> {
  const spec = await laneSpec(id, mode);
  const lane = await docker.open(spec);
  const talk = new Talk(lane);
  t.teardown(async () => {
    await lane.close();
    await rm(spec.folder, { recursive: true });
  });
  return { lane, talk, spec };
}

async function containers({ run_id, lane_id }: LaneSpec): Promise<string[]> {
  const labels = [`label=gatecrash.run=${run_id}`, `label=gatecrash.lane=${lane_id}`];
  const filters = labels.flatMap((label) => ["--filter", label]);
  const list = await runTool("docker", ["ps", "--all", "--quiet", ...filters], 5_000);
  return list.stdout.split("\n").filter((id) => id !== "");
}

t.test("says which image is missing and how to get it", { skip }, async (t) => {
  const options = { pull: false };
  t.match(await docker.find(nginx, { id: "nginx", version: "1.22" }, options), {
    program: "nginx:1.22",
  });
  t.match(await docker.find(nginx, { id: "nginx", image: "haproxy:3.0" }, options), {
    program: "haproxy:3.0",
  });
  const newest = await docker.find(
    { ...nginx, pinned: ["1.22", "1.26", "7.7"] },
    { id: "nginx" },
    options,
  );
  t.match(newest, { program: "nginx:1.26" });
  t.match(await docker.find(nginx, { id: "nginx", version: "7.7" }, options), {
    missing: "Docker does not have the image nginx:7.7",
    mend: [/--pull, or: docker pull nginx:7\.7/, /--image nginx=/],
  });
  t.match(await docker.find({ ...nginx, pinned: ["7.6", "7.7"] }, { id: "nginx" }, options), {
    missing: "Docker does not have any of the images nginx:7.7, nginx:7.6",
    mend: [/docker pull nginx:7\.7/, /build\.sh nginx:7\.7/, /--image nginx=/],
  });
  const binary = await docker.find(nginx, { id: "nginx", binary: "/opt/nginx" }, options);
  t.match(binary, {
    missing: /\/opt\/nginx .* cannot run in a container/,
    mend: [/--launcher netns --binary nginx=\/opt\/nginx/],
  });
});

t.test("a proxy from start to end", { skip }, async (t) => {
  const { lane, talk, spec } = await open(t, "whole");
  const facts = await talk.ask({ do: "facts" });
  t.match(facts, { pid: 1, uid: process.geteuid?.(), routes: 0, folder: spec.folder });
  t.ok((facts["interfaces"] as string[]).includes("lo"));
  t.notOk((facts["interfaces"] as string[]).some((name) => name.startsWith("eth")));
  t.equal(lane.as_root, process.geteuid?.() === 0);

  const lines: string[] = [];
  const launch = await nginxLaunch(lane, spec.folder, 8_080);
  const proxy = await lane.startProxy?.({ program: "nginx:1.26" }, nginx, launch, (from, line) => {
    lines.push(`${from}: ${line}`);
  });
  t.match(proxy?.version, /^nginx version: nginx\/1\.26/);
  t.match(await talk.ask({ do: "ask", port: 8_080 }), { status: 200, body: /^pid \d+$/ });
  const [end, again] = await Promise.all([proxy?.stop(), proxy?.stop()]);
  t.strictSame([end, again, await proxy?.ended], [{ code: 0 }, { code: 0 }, { code: 0 }]);
  t.ok(
    lines.some((line) => /^stderr: .*gracefully shutting down/.test(line)),
    "the log up to its end",
  );
  t.notOk(
    lines.some((line) => /version: nginx|gatecrash:/.test(line)),
    "the version is no log line",
  );
  t.ok((await readdir(spec.folder)).includes("access.log"));

  const second = await lane.startProxy?.({ program: "nginx:1.22" }, nginx, launch, () => undefined);
  t.match(second?.version, /1\.22/);
  t.match(await talk.ask({ do: "ask", port: 8_080 }), { status: 200 });
  await lane.close();
  t.match(await second?.ended, { signal: "SIGKILL" }, "it ends with its lane");
  t.strictSame(await containers(spec), []);
});

t.test("proxies that do not start, or die", { skip }, async (t) => {
  const { lane, talk, spec } = await open(t, "troubled");
  await talk.ask({ do: "facts" });
  const lines: string[] = [];
  const start = async (image: string, args: string[]) => {
    const launch: LaunchSpec = { files: {}, args, logs: [], stop_signal: "SIGTERM" };
    return lane.startProxy?.({ program: image }, haproxy, launch, (_, line) => lines.push(line));
  };
  const bad = await start("haproxy:3.0", ["-f", "/nowhere/ha'proxy.cfg"]);
  t.match(bad?.version, /^HAProxy version 3\.0/);
  t.match(await bad?.ended, { code: 1 });
  t.ok(
    lines.some((line) => line.includes("/nowhere/ha'proxy.cfg")),
    "its own message",
  );
  t.notOk(lines.some((line) => /version 3\.0/.test(line)));
  await t.rejects(start("nginx:1.26", []), {
    code: "proxy-start-failed",
    message: /nginx:1\.26 .*haproxy.*not found/s,
  });
  await t.rejects(start("nowhere/haproxy:0", []), {
    code: "proxy-start-failed",
    message: /nowhere\/haproxy:0/,
  });

  const launch = await nginxLaunch(lane, spec.folder, 8_080);
  const proxy = await lane.startProxy?.({ program: "nginx:1.26" }, nginx, launch, () => undefined);
  const ids = await containers(spec);
  t.equal(ids.length, 2, "the agent and one proxy: those that failed are gone");
  await runTool("docker", ["kill", `gatecrash-${spec.run_id}-troubled-proxy-4`], 5_000);
  t.match(await proxy?.ended, { code: 137, signal: "SIGKILL" });
  t.match(await proxy?.stop(), { signal: "SIGKILL" });
});

t.test("an agent that hangs, or ends", { skip }, async (t) => {
  const stubborn = await open(t, "stubborn", "stubborn");
  await stubborn.talk.ask({ do: "hang" });
  await Promise.all([stubborn.lane.close(), stubborn.lane.close()]);
  t.strictSame(await containers(stubborn.spec), []);
  const mortal = await open(t, "mortal");
  mortal.lane.write(JSON.stringify({ do: "die", text: "out of luck", code: 7 }));
  t.equal(await mortal.lane.ended, "the agent ended (exit code 7): out of luck");
});

t.test(
  "the daemon goes away in mid-run",
  { skip: skip || (daemon === undefined && "no local daemon") },
  async (t) => {
    const before = process.env["DOCKER_HOST"];
    const line = await openDaemonLine(daemon);
    t.teardown(async () => {
      if (before === undefined) delete process.env["DOCKER_HOST"];
      else process.env["DOCKER_HOST"] = before;
      await line.close();
    });
    process.env["DOCKER_HOST"] = line.host;
    const { lane, talk, spec } = await open(t, "cut");
    // Only an agent that has answered has a container that a proxy can join.
    await talk.ask({ do: "echo", text: "there" });
    const launch = await nginxLaunch(lane, spec.folder, 8_080);
    const proxy = await lane.startProxy?.(
      { program: "nginx:1.26" },
      nginx,
      launch,
      () => undefined,
    );
    t.match(await talk.ask({ do: "ask", port: 8_080 }), { status: 200 });
    const running = await descendants(process.pid);
    line.cut();
    t.match(await lane.ended, /^the Docker daemon went away: no Docker daemon answers at unix:/);
    t.strictSame(await proxy?.stop(), {}, "how the proxy ended is not known");
    await lane.close();
    t.strictSame(await leftOver(() => alive(running)), [], "no client is left");
    process.env["DOCKER_HOST"] = before ?? `unix://${daemon ?? ""}`;
    t.strictSame(await leftOver(() => containers(spec)), [], "no container is left");
  },
);

t.test("only a lane that needs a limit of memory has one, and no swap beside it", async (t) => {
  const spec = await laneSpec("memory");
  t.teardown(() => rm(spec.folder, { recursive: true }));
  const limitsOf = (needs: LaneSpec["needs"]) =>
    agentArguments({ ...spec, needs }, "node", "0:0", undefined)
      .join(" ")
      .match(/--memory(-swap)? \S+/g) ?? [];
  t.strictSame(limitsOf([]), []);
  t.strictSame(limitsOf(["memory-limit"]), ["--memory 402653184", "--memory-swap 402653184"]);
});

t.test("says why there is no daemon", async (t) => {
  const before = process.env["DOCKER_HOST"];
  const silent = await openDaemonLine();
  t.teardown(async () => {
    if (before === undefined) delete process.env["DOCKER_HOST"];
    else process.env["DOCKER_HOST"] = before;
    await silent.close();
  });
  if ((await runTool("docker", ["--version"], 5_000)).failure === "not-found") {
    t.match(await docker.available(), {
      available: false,
      because: "there is no docker command on PATH",
    });
    return;
  }
  process.env["DOCKER_HOST"] = "unix:///nowhere/docker.sock";
  t.match(await docker.available(), {
    available: false,
    because: /^no Docker daemon answers at unix:\/\/\/nowhere\/docker\.sock \(DOCKER_HOST\): /,
    mend: [/set DOCKER_HOST/, /--launcher netns/],
  });
  process.env["DOCKER_HOST"] = silent.host;
  t.match(await docker.available(), { available: false, because: /did not answer within 5 s/ });
});

t.test("says which image of node is missing", { skip }, async (t) => {
  const before = process.env["GATECRASH_NODE_IMAGE"];
  t.teardown(() => {
    if (before === undefined) delete process.env["GATECRASH_NODE_IMAGE"];
    else process.env["GATECRASH_NODE_IMAGE"] = before;
  });
  process.env["GATECRASH_NODE_IMAGE"] = "nowhere/node:0";
  t.match(await docker.available(), {
    available: false,
    because:
      /^Docker [\d.]+\S* answers, but it does not have the image nowhere\/node:0 \(GATECRASH_NODE_IMAGE\)/,
    mend: ["docker pull nowhere/node:0", /build\.sh/, /GATECRASH_NODE_IMAGE/],
  });
  const spec = await laneSpec("imageless");
  await t.rejects(docker.open(spec), { code: "launcher-unavailable" });
  await rm(spec.folder, { recursive: true });
});
