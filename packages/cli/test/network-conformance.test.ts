import { fileURLToPath } from "node:url";
import t from "tap";
import type { Lane } from "@gatecrash/core";
import { loadFaults, loadLaunchers } from "../src/catalogue.ts";
import { rowsOf, showsInLane } from "./conformance/inject.ts";

/**
 * Faults that act on packets and routes, shown to a raw client in a lane of netns: what the client's
 * kernel says must be the symptom that the fault declares, and nftables must have counted packets.
 */
const netns = (await loadLaunchers()).get("netns");
const state = await netns?.available();
const lacking = state?.available ? await netns?.lacks?.("firewall") : undefined;
const skip = state?.available ? (lacking?.missing ?? false) : (state?.because ?? "no netns");

interface Line {
  name: string;
  seen: unknown;
  expected: unknown;
}

async function linesOf(lane: Lane): Promise<{ lines: Line[]; last: string }> {
  const lines: Line[] = [];
  lane.onLine((line) => lines.push(JSON.parse(line) as Line));
  const last = await lane.ended;
  return { lines, last };
}

t.test("faults of the network, in a lane", { skip }, async (t) => {
  const program = fileURLToPath(new URL("./conformance/in-lane.ts", import.meta.url));
  const tools = JSON.stringify({ nft: ["nft"], ip: ["ip"] });
  const lane = await netns?.open({
    run_id: `test-${process.pid}`,
    lane_id: "network",
    // It leaves no files; node finds its settings for TypeScript here.
    folder: process.cwd(),
    agent: { node: process.execPath, args: [...process.execArgv, program, tools] },
    code_folders: [],
    needs: ["firewall"],
  });
  t.teardown(() => lane?.close());
  if (!lane) return;
  const { lines, last } = await linesOf(lane);
  for (const { name, seen, expected } of lines) t.same(seen, expected, name);
  const rows = [...(await loadFaults()).values()].flatMap(rowsOf).filter(showsInLane);
  const names = [...rows.map(({ name }) => name), "any-address"];
  t.same(lines.map(({ name }) => name).sort(), names.sort(), last);
});
