import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import type { NetworkTools } from "@gatecrash/core";
import { createHealthyServer, LaneNetwork } from "@gatecrash/upstream";
import { loadFaults } from "../../src/catalogue.ts";
import { rowsOf, showsInLane } from "./inject.ts";
import { expected, show } from "./show.ts";

/**
 * Runs in a lane, whose packets are ours: each fault that needs that is shown to a raw client. Its
 * argument names the tools; each line that it writes is one row.
 */
const network = new LaneNetwork(JSON.parse(process.argv[2] ?? "") as NetworkTools);
const healthy = await createHealthyServer();
const rows = [...(await loadFaults()).values()].flatMap(rowsOf).filter(showsInLane);

await Promise.all(
  rows.map(async (row) => {
    const seen = await show({ row, repetition: 0, healthy, network });
    console.log(JSON.stringify({ name: row.name, seen, expected: expected(row, seen) }));
  }),
);

/** An address that this machine's loopback has only if it was given. */
const literal = { address: "10.0.3.7", port: 0 };
await network.addAddress(literal.address);
const server = createServer().listen(literal.port, literal.address);
await once(server, "listening");
const { address } = server.address() as AddressInfo;
console.log(JSON.stringify({ name: "any-address", seen: address, expected: literal.address }));
process.exit(0);
