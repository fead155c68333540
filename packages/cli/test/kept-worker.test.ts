import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import type { Address, Fact } from "@gatecrash/core";
import { folder } from "@gatecrash/faults";
import { openInTurn, openLast } from "@gatecrash/upstream";
import t from "tap";

const worker = fileURLToPath(new URL("./conformance/worker.ts", import.meta.url));
const fault = new URL("process/block-event-loop.ts", folder);

/** Kept processes go on until whoever started them ends. */
const opened = new Set<number>();
t.teardown(() => {
  for (const pid of opened) end(pid);
});

const anywhere = { address: "127.0.0.1", port: 0 };

/** Opens the upstream of a trial in a process, which stands still once it was asked. */
async function openBlocking(
  trial_id: string,
  address: Address,
  journal: (fact: Fact) => void = () => undefined,
  open = openInTurn,
) {
  const upstream = await open({
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
  opened.add(upstream.pid);
  return upstream;
}

t.test("a trial that is run again waits for the process that holds its address", async (t) => {
  let blocks: () => void = () => undefined;
  const blocked = new Promise<void>((resolve) => (blocks = resolve));
  const note = (fact: Fact) => {
    if (fact.kind === "act" && fact.act.kind === "block") blocks();
  };
  const first = await openBlocking("asked", anywhere, note);
  const other = await openBlocking("other", anywhere);
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

  const again = await openBlocking("asked", address);
  t.same(again.addresses, [address]);
  t.ok([first.pid, other.pid].includes(again.pid), "no process was started for it");
  await again.close();
});

t.test("a trial that ends its process takes one that nobody needs any more", async (t) => {
  const kept = await openBlocking("kept", anywhere);
  const other = await openBlocking("other", anywhere);
  const apart = await openBlocking("apart", anywhere, undefined, openLast);
  t.notOk([kept.pid, other.pid].includes(apart.pid), "both are needed");
  await apart.close();

  await kept.close();
  const last = await openBlocking("last", anywhere, undefined, openLast);
  t.equal(last.pid, kept.pid);
  await last.close();
  const next = await openBlocking("next", anywhere);
  t.notOk([kept.pid, other.pid].includes(next.pid), "the place is still there, with a new process");
});

function end(pid: number): void {
  try {
    process.kill(pid);
  } catch {
    // It ended before.
  }
}
