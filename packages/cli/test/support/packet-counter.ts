import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import type { Test } from "tap";

/** An address of this machine that nobody uses, to see that the counter counts. */
const control = "127.99.99.99";

/** Why packets cannot be counted here, or false. */
export function counterSkip(): string | false {
  if (process.getuid?.() !== 0) return "counting packets needs root";
  try {
    nft("list tables");
    return false;
  } catch (error) {
    return `counting packets needs nft: ${String(error).split("\n")[0] ?? ""}`;
  }
}

/** Counts packets that leave this network namespace for some addresses, and drops them. */
export function countPackets(t: Test, addresses: readonly string[]): () => number {
  const table = `inet gatecrash_test_${process.pid}`;
  nft(`add table ${table}`);
  t.teardown(() => {
    nft(`delete table ${table}`);
  });
  nft(`add chain ${table} out { type filter hook output priority 0 ; }`);
  for (const address of [...addresses, control]) {
    nft(`add rule ${table} out ip daddr ${address} counter drop comment "${address}"`);
  }
  const counted = () => {
    const lines = nft(`list table ${table}`).split("\n");
    return lines.flatMap((line) => {
      const [, packets] = /counter packets (\d+)/.exec(line) ?? [];
      return packets === undefined ? [] : [{ line, packets: Number(packets) }];
    });
  };
  return () => {
    const all = counted();
    const own = all.find(({ line }) => line.includes(control));
    t.ok((own?.packets ?? 0) > 0, "the counter counts");
    return all.reduce((sum, each) => (each === own ? sum : sum + each.packets), 0);
  };
}

/** One packet that the counter has to see. */
export async function sendControl(): Promise<void> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => {
    // It is dropped: the kernel says so.
    socket.send("x", 9, control, () => {
      resolve();
    });
  });
  await new Promise<void>((resolve) => socket.close(() => resolve()));
}

function nft(command: string): string {
  return execFileSync("nft", [command], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
