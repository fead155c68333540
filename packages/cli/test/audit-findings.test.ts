import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { reportAudit } from "@gatecrash/audit";
import t from "tap";
import type { Test } from "tap";
import { loadFindings, loadProxies } from "../src/catalogue.ts";
import { readConfiguration } from "../src/commands/audit/read.ts";
import { emptyFolder } from "./support/cli.ts";
import { shown } from "./support/planted-shown.ts";
import { stated } from "./support/planted-stated.ts";
import { unrun } from "./support/unrun.ts";

const rules = await loadFindings();
const drivers = await loadProxies();

/** Findings of a configuration that nothing was run on. */
function findingsOf(t: Test, proxy: string, text: string) {
  const file = join(emptyFolder(t), proxy === "nginx" ? "nginx.conf" : "haproxy.cfg");
  writeFileSync(file, text);
  const { configuration } = readConfiguration([file], undefined, drivers);
  t.equal(configuration.proxy, proxy);
  t.strictSame(configuration.notes, [], "all of it was understood");
  t.ok(configuration.routes.length > 0, "there is a route");
  const options = { rules: [...rules.values()], ignore: [], supplied: [] };
  return reportAudit(unrun(configuration), options).findings;
}

for (const { finding, variant = "", proxy, broken, corrected, cause = "" } of stated) {
  t.test(`${finding} ${variant}`, async (t) => {
    const found = findingsOf(t, proxy, broken).find(({ id }) => id === finding);
    t.ok(found, "the bug is found");
    const line = broken.split("\n")[(found?.cause?.line ?? 0) - 1] ?? "";
    t.ok(line.includes(cause), `the cause is ${cause}, not ${line}`);
    const left = findingsOf(t, proxy, corrected).map(({ id }) => id);
    t.notOk(left.includes(finding), "the corrected twin has it not");
  });
}

t.test("every finding is planted", async (t) => {
  const planted = new Set([...stated, ...shown].map(({ finding }) => finding));
  t.strictSame([...planted].sort(), [...rules.keys()].sort());
});
