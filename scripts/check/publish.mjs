// What npm would publish: manifests that fit their files, a licence and a page in each package.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { root } from "../setup/shell.mjs";
import { readOrNothing } from "./files.mjs";

/** @returns {Promise<{wrong: string[], note: string}>} */
export async function checkPublish() {
  const names = readdirSync(join(root, "packages"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `packages/${name}`);
  const wrong = await Promise.all(names.map(judge));
  return { wrong: wrong.flat(), note: `${names.length} packages` };
}

async function judge(name) {
  const manifest = JSON.parse(readOrNothing(`${name}/package.json`) ?? "{}");
  // Without packing: that starts npm, and packages/cli/test/pack.test.ts looks at the real thing.
  const { messages } = await publint({ pkgDir: join(root, name), pack: false, strict: true });
  const wrong = messages.map(
    (each) => formatMessage(each, manifest, { color: false }) ?? each.code,
  );
  if (readOrNothing(`${name}/LICENSE`) !== readOrNothing("LICENSE")) {
    wrong.push("LICENSE is not a copy of the one at the top");
  }
  if (readOrNothing(`${name}/README.md`) === undefined) wrong.push("README.md is missing");
  return wrong.map((text) => `${name}: ${text}`);
}
