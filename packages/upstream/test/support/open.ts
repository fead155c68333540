import { fileURLToPath } from "node:url";
import type { Test } from "tap";
import { EventLog, FakeUpstream, openControl } from "../../src/index.ts";
import type { ControlOptions } from "../../src/index.ts";
import { testCatalogue } from "./catalogue.ts";

const anywhere = { address: "127.0.0.1", port: 0 };
const worker = fileURLToPath(new URL("./worker.ts", import.meta.url));
const catalogue = await testCatalogue();

export interface OpenOptions {
  caller_faults?: boolean;
  token?: string;
  allow_hosts?: readonly string[];
}

/** A fake upstream and its control API, closed after the test. */
export async function open(t: Test, options: OpenOptions = {}) {
  const { caller_faults = true, allow_hosts = [], token } = options;
  const events = new EventLog();
  const upstream = await FakeUpstream.open({
    addresses: [anywhere],
    catalogue,
    worker: { node: process.execPath, args: [...process.execArgv, worker] },
    events,
    seed: "test",
    caller_faults,
  });
  const log: ControlOptions["log"] = { debug: () => undefined, error: () => undefined };
  const control = await openControl(anywhere, {
    upstream,
    catalogue,
    events,
    version: "0.0.0",
    seed: "test",
    caller_faults,
    allow_hosts,
    log,
    ...(token === undefined ? {} : { token }),
  });
  t.teardown(async () => {
    await control.close();
    await upstream.close();
  });
  const [at = anywhere] = upstream.addresses;
  return { upstream, at, control: control.address, events };
}

/** True if there is a process of that id. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
