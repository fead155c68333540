import t from "tap";
import type { Configuration, NeededFile } from "@gatecrash/core";
import { planTree } from "../src/tree.ts";
import type { WorldPlan } from "../src/world.ts";

const at = { file: "haproxy.cfg", line: 3, text: "" };
const world = { hosts: [], spec: { dns: [], servers: [] } } as unknown as WorldPlan;
const makings = { certificate: "C\n", key: "K\n", authority: "A\n", dh_parameters: "D\n" };

/** What is made of one needed file that the machine has not. */
function treeOf(kind: NeededFile["kind"], own: Record<string, string> = {}) {
  const path = "/etc/haproxy/it";
  const needs = { files: [{ path, kind, at }], users: [], groups: [] };
  const configuration = { needs, routes: [] } as unknown as Configuration;
  const machine = { missing: new Set([path]), passwd: "", group: "" };
  const tree = planTree(configuration, world, new Map(Object.entries(own)), machine, makings);
  return { ...tree, it: tree.files.filter((file) => file.path === path) };
}

t.test("what is missing is made, or said to be unmakeable", async (t) => {
  t.match(treeOf("certificate-and-key"), {
    it: [{ content: "C\nK\n", mode: 0o600 }],
    supplied: [{ path: "/etc/haproxy/it", at: { file: "haproxy.cfg", line: 3 } }],
    unmakeable: [],
  });
  t.match(treeOf("other"), {
    it: [],
    supplied: [],
    unmakeable: [{ what: /nothing could be made/ }],
  });
});

t.test("what the user brings is not missing, though the machine has it not", async (t) => {
  const tree = treeOf("other", { "/etc/haproxy/it": "shop.example api\n" });
  t.match(tree, { it: [{ content: "shop.example api\n" }], supplied: [], unmakeable: [] });
  t.equal(tree.unmakeable.length, 0);
});

t.test("authorities and passwords are replaced, whoever brings them", async (t) => {
  const tree = treeOf("authorities", { "/etc/haproxy/it": "the real one\n" });
  t.equal(tree.it.at(-1)?.content, "A\n");
  t.equal(tree.supplied.length, 1);
});
