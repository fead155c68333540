import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultRequest, defaultTopology, parseHistory } from "@gatecrash/core";
import type { Lane, Launcher, ProxyDriver, Trial } from "@gatecrash/core";
import t from "tap";
import { run } from "../src/run.ts";

const trial: Trial = {
  id: "s/f/front",
  scenario: "s",
  title: "A test",
  family: "test",
  fault: "f",
  variant: "",
  acting: { script: [{ kind: "reset" }] },
  scope: "connection",
  symptom: { kind: "reset-before-head" },
  when: {},
  proxy: "front",
  topology: defaultTopology,
  requests: [defaultRequest],
  needs: [],
  own_process: false,
  below_tls: false,
  exclusive: false,
  seed: "s",
};

t.test("a lane that is still being opened when the run ends is closed", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "gatecrash-test-"));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const stop = new AbortController();
  let asked: () => void = () => undefined;
  const opening = new Promise<void>((resolve) => (asked = resolve));
  let open: (lane: Lane) => void = () => undefined;
  let closed = 0;
  const launcher: Launcher = {
    id: "slow",
    summary: "Opens a lane when it is told to.",
    order: 1,
    offers: [],
    available: () => Promise.resolve({ available: true, because: "a test" }),
    find: () => Promise.resolve({ program: "front" }),
    open: () => {
      asked();
      return new Promise((resolve) => (open = resolve));
    },
  };
  const running = run({
    gatecrash: "0",
    trials: [trial],
    drivers: new Map([["front", { id: "front" } as ProxyDriver]]),
    wanted: [{ id: "front" }],
    launcher,
    because: "a test",
    seed: "s",
    time_scale: 1,
    width: 1,
    lanes: 1,
    pull: false,
    folder: join(folder, "run"),
    agent: { node: "node", args: [] },
    code_folders: [],
    signal: stop.signal,
    started_at: "2026-01-01T00:00:00Z",
  });
  await opening;
  stop.abort();
  // Long enough for a run that does not wait for the lane to be over.
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  open({
    inside: { folder, scratch: folder },
    as_root: false,
    write: () => undefined,
    onLine: () => undefined,
    ended: new Promise(() => undefined),
    close: () => {
      closed += 1;
      return Promise.resolve();
    },
  });
  const { file } = await running;
  t.equal(closed, 1);
  const last = parseHistory(readFileSync(file, "utf8")).at(-1);
  t.match(last, { kind: "run-ended", interrupted: true });
});
