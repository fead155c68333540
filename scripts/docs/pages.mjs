import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { root } from "../setup/shell.mjs";
import { faultsPage } from "./faults.mjs";
import { load } from "./load.mjs";
import { proxiesPage } from "./proxies.mjs";
import { scenariosPage } from "./scenarios.mjs";
import { inputSchema } from "./schema-text.mjs";
import { vocabularyPage } from "./vocabulary.mjs";

const json = (schema) => `${JSON.stringify(schema, null, 2)}\n`;

/** What each generated file is made by. */
const pages = {
  "packages/core/README.md": vocabularyPage,
  "packages/faults/README.md": faultsPage,
  "packages/proxies/README.md": proxiesPage,
  "packages/reporters/report.schema.json": ({ core }) => json(z.toJSONSchema(core.reportSchema)),
  "scenarios/README.md": scenariosPage,
  "scenarios/scenario.schema.json": ({ core }) => json(inputSchema(core.scenarioSchema)),
};

/**
 * Writes the generated files, or compares only.
 * @returns {Promise<boolean>} false if a file was found that is not up to date
 */
export async function writePages(compareOnly) {
  const material = await load();
  let good = true;
  for (const [name, make] of Object.entries(pages)) {
    const text = make(material);
    const before = await readFile(join(root, name), "utf8").catch(() => undefined);
    if (before === text) continue;
    if (compareOnly) good = false;
    else await writeFile(join(root, name), text);
    console.log(`${name}: ${compareOnly ? "is not up to date: npm run docs" : "written"}`);
  }
  return good;
}
