import t from "tap";
import type { Capability, ProxyDriver, Trial } from "@gatecrash/core";
import { groupIntoLanes } from "../src/lanes.ts";

const drivers = new Map([["nginx", { id: "nginx" } as ProxyDriver]]);
const found = new Map([["nginx", { program: "nginx" }]]);

function trial(id: string, needs: Capability[] = []): Trial {
  return { id, proxy: "nginx", needs } as unknown as Trial;
}

t.test("who changes the lane for all has one apart from the others", (t) => {
  const trials = [trial("a"), trial("b", ["hasty-kernel", "firewall"]), trial("c", ["firewall"])];
  const lanes = groupIntoLanes([...trials, trial("d", ["hasty-kernel"])], found, drivers);
  t.same(
    lanes.map((lane) => lane.trials.map(({ id }) => id)),
    [
      ["a", "c"],
      ["b", "d"],
    ],
  );
  t.end();
});
