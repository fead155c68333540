import { reportAudit } from "@gatecrash/audit";
import type { Finding } from "@gatecrash/audit";
import t from "tap";
import { loadFindings, loadProxies } from "../src/catalogue.ts";
import { editOf, readConfiguration } from "../src/commands/audit/read.ts";
import { cured, written } from "./support/cured.ts";
import { stated } from "./support/planted-stated.ts";
import { unrun } from "./support/unrun.ts";

const rules = await loadFindings();
const drivers = await loadProxies();

/** Findings of a configuration that nothing was run on, with their edits. */
function findingsOf(file: string): Finding[] {
  const read = readConfiguration([file], undefined, drivers);
  return reportAudit(unrun(read.configuration), {
    rules: [...rules.values()],
    ignore: [],
    supplied: [],
    edit: editOf(read),
  }).findings;
}

/** Of these the configuration does not say enough. */
const byHand: readonly string[] = [
  "nginx resolver-missing",
  "nginx stale-dns",
  "nginx start-needs-name",
];

for (const { finding, variant = "", proxy, broken } of stated) {
  t.test(`the edits of ${finding} ${variant} (${proxy}) cure it`, async (t) => {
    const found = findingsOf(written(t, broken)).find(({ id }) => id === finding);
    if (!found) throw new Error("the bug is not found");
    if (byHand.includes(`${proxy} ${finding}`)) {
      t.strictSame(found.edits, []);
      t.ok(found.by_hand, "it says why there are none");
      return;
    }
    t.equal(found.by_hand, undefined);
    t.ok(found.edits.length > 0, "there are edits");
    const text = cured(broken, found);
    const left = findingsOf(written(t, text)).filter(({ id }) => id === finding);
    t.strictSame(left, [], text);
  });
}
