import t from "tap";
import type { Capability, ProxyDriver, Trial } from "@gatecrash/core";
import { groupIntoLanes } from "../src/lanes.ts";

const drivers = new Map([["nginx", { id: "nginx" } as ProxyDriver]]);
const found = new Map([["nginx", { program: "nginx" }]]);

function trial(id: string, needs: Capability[] = []): Trial {
  return { id, proxy: "nginx", needs, requests: [] } as unknown as Trial;
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

t.test("a proxy's trials share a lane as long as one agent can serve them", (t) => {
  const sizes = (count: number) => {
    const trials = Array.from({ length: count }, (_, index) => trial(`t${index}`));
    return groupIntoLanes(trials, found, drivers).map((lane) => lane.trials.length);
  };
  t.same(sizes(50), [50]);
  t.same(sizes(900), [900]);
  t.same(sizes(901), [451, 450]);
  t.end();
});
