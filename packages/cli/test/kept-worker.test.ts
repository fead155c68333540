import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import type { Address, Fact } from "@gatecrash/core";
import { folder } from "@gatecrash/faults";
import { openInTurn } from "@gatecrash/upstream";
import t from "tap";

const worker = fileURLToPath(new URL("./conformance/worker.ts", import.meta.url));
const fault = new URL("process/block-event-loop.ts", folder);

/** Opens the upstream of a trial in a kept process, which stands still once it was asked. */
async function openBlocking(trial_id: string, address: Address, journal: (fact: Fact) => void) {
  return openInTurn({
    command: { node: process.execPath, args: [...process.execArgv, worker, fault.href] },
    setup: {
      trial_id,
      addresses: [address],
      acting: { fault: "block-event-loop", params: { block_ms: 400 } },
      fault: "block-event-loop",
      when: {},
      scope: "request",
      seed: "kept",
    },
    write: journal,
    journal,
  });
}

t.test("a trial that is run again waits for the process that holds its address", async (t) => {
  const anywhere = { address: "127.0.0.1", port: 0 };
  let blocks: () => void = () => undefined;
  const blocked = new Promise<void>((resolve) => (blocks = resolve));
  const note = (fact: Fact) => {
    if (fact.kind === "act" && fact.act.kind === "block") blocks();
  };
  const first = await openBlocking("asked", anywhere, note);
  const other = await openBlocking("other", anywhere, () => undefined);
  t.teardown(() => {
    for (const { pid } of [first, other]) end(pid);
  });
  t.not(first.pid, other.pid, "two serve at the same time");
  const [address = anywhere] = first.addresses;

  const client = connect({ host: address.address, port: address.port });
  t.teardown(() => client.destroy());
  await once(client, "connect");
  client.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  await blocked;
  // The other process is free long before this one is.
  await other.close();
  await first.close();

  const again = await openBlocking("asked", address, () => undefined);
  t.same(again.addresses, [address]);
  t.ok([first.pid, other.pid].includes(again.pid), "no process was started for it");
});

/** Kept processes go on until their supervisor ends. */
function end(pid: number): void {
  try {
    process.kill(pid);
  } catch {
    // It ended before.
  }
}
