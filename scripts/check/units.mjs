// The folder is the catalogue: every unit loads, and is called what its file is called.
import { inputSchema } from "../docs/schema-text.mjs";
import { root } from "../setup/shell.mjs";

/** @returns {Promise<{wrong: string[], note: string}>} */
export async function checkUnits() {
  const catalogue = await import(
    new URL("../../packages/cli/dist/catalogue.js", import.meta.url).href
  );
  const loaders = {
    faults: catalogue.loadFaults,
    proxies: catalogue.loadProxies,
    launchers: catalogue.loadLaunchers,
    reporters: catalogue.loadReporters,
  };
  const wrong = [];
  const counts = [];
  for (const [kind, load] of Object.entries(loaders)) {
    try {
      const units = await load();
      counts.push(`${units.size} ${kind}`);
      if (kind === "faults") wrong.push(...describeless(units));
    } catch (error) {
      wrong.push(error.message.replaceAll(`${root}/`, ""));
    }
  }
  return { wrong, note: counts.join(", ") };
}

/** A parameter without a description has no place in the catalogue's table. */
function describeless(faults) {
  return [...faults].flatMap(([id, { fault }]) =>
    Object.entries(inputSchema(fault.params).properties ?? {})
      .filter(([, property]) => !property.description)
      .map(([name]) => `fault ${id}: parameter ${name} has no description`),
  );
}
