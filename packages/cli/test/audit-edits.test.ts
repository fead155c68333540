import { reportAudit } from "@gatecrash/audit";
import type { AuditReport, Finding } from "@gatecrash/audit";
import t from "tap";
import { loadAuditReporters, loadFindings, loadProxies } from "../src/catalogue.ts";
import { editOf, readConfiguration } from "../src/commands/audit/read.ts";
import { cured, written } from "./support/cured.ts";
import { stated } from "./support/planted-stated.ts";
import { unrun } from "./support/unrun.ts";

const rules = await loadFindings();
const drivers = await loadProxies();

/** A report of a configuration that nothing was run on, with edits. */
function reportOf(file: string): AuditReport {
  const read = readConfiguration([file], undefined, drivers);
  return reportAudit(unrun(read.configuration), {
    rules: [...rules.values()],
    ignore: [],
    supplied: [],
    edit: editOf(read),
  });
}

function findingsOf(file: string): Finding[] {
  return reportOf(file).findings;
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

t.test("every report shows the change, and why there is none", async (t) => {
  const text = stated.find(({ finding, proxy }) => finding === "stale-dns" && proxy === "haproxy");
  const report = reportOf(written(t, text?.broken ?? ""));
  const reporters = await loadAuditReporters();
  const render = (id: string) => reporters.get(id)?.render(report) ?? "";
  const line = "server s1 api.example.com:8080 resolvers system init-addr last,libc,none";
  t.match(render("text"), ` + ${line}`);
  t.match(render("markdown"), `\n+ ${line}\n`);
  t.match(render("markdown"), "```diff\n@@ haproxy.cfg:10 @@\n+ resolvers system");
  const { runs } = JSON.parse(render("sarif")) as {
    runs: { results: { ruleId: string; fixes?: unknown[] }[] }[];
  };
  const result = runs[0]?.results.find(({ ruleId }) => ruleId === "stale-dns");
  const inserted = { text: " resolvers system init-addr last,libc,none" };
  const region = { startLine: 11, startColumn: 33, endLine: 11, endColumn: 33 };
  t.match(result?.fixes, [
    {
      artifactChanges: [
        {
          artifactLocation: { uri: "haproxy.cfg" },
          replacements: [{}, { deletedRegion: region, insertedContent: inserted }],
        },
      ],
    },
  ]);
  const nginx = stated.find(({ finding, proxy }) => finding === "stale-dns" && proxy === "nginx");
  const other = reportOf(written(t, nginx?.broken ?? ""));
  t.match(reporters.get("text")?.render(other), "(by hand: it takes a resolver, and which DNS");
});
