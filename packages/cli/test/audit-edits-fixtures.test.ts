import { readdirSync } from "node:fs";
import { join } from "node:path";
import { reportAudit } from "@gatecrash/audit";
import t from "tap";
import { loadFindings, loadProxies } from "../src/catalogue.ts";
import { copyWith, editOf, readConfiguration } from "../src/commands/audit/read.ts";
import type { ReadConfiguration } from "../src/commands/audit/read.ts";
import { workspace } from "./support/cli.ts";
import { unrun } from "./support/unrun.ts";

const fixtures = join(workspace, "packages/proxies/test/fixtures");
const rules = [...(await loadFindings()).values()];
const drivers = await loadProxies();

function pathsOf(folder: string): string[] {
  const names = readdirSync(folder);
  const main = names.some((name) => name === "nginx.conf" || name === "haproxy.cfg");
  return main ? [folder] : names.map((name) => join(folder, name));
}

const findingsOf = (read: ReadConfiguration) =>
  reportAudit(unrun(read.configuration), { rules, ignore: [], supplied: [], edit: editOf(read) })
    .findings;

for (const proxy of ["nginx", "haproxy"])
  for (const name of readdirSync(join(fixtures, proxy)))
    t.test(`${proxy}/${name}: each finding's edits cure it on its route`, async (t) => {
      const paths = pathsOf(join(fixtures, proxy, name));
      const read = readConfiguration(paths, proxy, drivers);
      const routes = read.configuration.routes.map(({ id }) => id);
      for (const finding of findingsOf(read)) {
        const { id, route = "" } = finding;
        if (finding.edits.length === 0) {
          t.ok(finding.by_hand, `${id} ${route}: it says why there is no change`);
          continue;
        }
        const copy = copyWith(read, finding.edits);
        t.strictSame(
          copy.configuration.routes.map((each) => each.id),
          routes,
          "the routes are those that were there",
        );
        const left = findingsOf(copy).filter(
          (each) => each.id === id && each.route === finding.route,
        );
        t.strictSame(
          left.map(({ title }) => title),
          [],
          `${id} ${route}: ${JSON.stringify(finding.edits.map(({ added }) => added))}`,
        );
      }
    });
