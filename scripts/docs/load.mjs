import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../setup/shell.mjs";

const built = (path) => import(new URL(`../../packages/${path}`, import.meta.url).href);

/** All that the docs are made from, out of the build. */
export async function load() {
  const core = await built("core/dist/index.js");
  const catalogue = await built("cli/dist/catalogue.js");
  return {
    core,
    faults: await catalogue.loadFaults(),
    proxies: await catalogue.loadProxies(),
    scenarios: await loadScenarios(await built("core/dist/scenario-source.js")),
  };
}

async function loadScenarios({ parseScenario }) {
  const folder = join(root, "scenarios");
  const files = (await readdir(folder, { recursive: true })).filter((name) =>
    /\.ya?ml$/.test(name),
  );
  return Promise.all(
    files.sort().map(async (file) => {
      const text = await readFile(join(folder, file), "utf8");
      return { file, scenario: parseScenario(text, `scenarios/${file}`).scenario };
    }),
  );
}
