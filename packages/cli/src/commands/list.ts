import { resolve } from "node:path";
import { didYouMean, Problem, symptomKinds, visible } from "@gatecrash/core";
import { loadFaults, loadLaunchers, loadProxies, loadReporters } from "../catalogue.ts";
import { defaultScenarios, loadScenarios } from "../scenario-files.ts";

const lists: Record<
  string,
  (faults: readonly string[], paths: readonly string[]) => Promise<string[][]>
> = {
  faults: async (folders) => {
    const faults = await loadFaults(folders.map((folder) => resolve(folder)));
    return [...faults.values()].map(({ family, fault }) => {
      const names = Object.keys(fault.variants ?? {});
      const variants = names.length > 0 ? ` [${names.join(" ")}]` : "";
      return [family, fault.id, fault.summary + variants];
    });
  },
  proxies: async () =>
    [...(await loadProxies()).values()].map(({ id, summary, pinned }) => [
      id,
      pinned.join(" "),
      summary,
    ]),
  launchers: async () =>
    [...(await loadLaunchers()).values()].map(({ id, summary }) => [id, summary]),
  reporters: async () =>
    [...(await loadReporters()).values()].map(({ id, summary }) => [id, summary]),
  symptoms: async () => Object.entries(symptomKinds),
  scenarios: async (_folders, paths) => {
    const { scenarios } = await loadScenarios(paths.length > 0 ? paths : [defaultScenarios()]);
    return scenarios.map(({ id, scenario }) => [id, scenario.cause ?? "", scenario.title]);
  },
};

/** `gatecrash list <what>`: one unit a line, in columns. */
export async function listCommand(
  what: string,
  paths: string[],
  options: { faults: string[] },
): Promise<number> {
  const list = lists[what];
  if (!list) {
    const known = Object.keys(lists);
    const message = `cannot list "${what}"; there are ${known.join(", ")}.${didYouMean(what, known)}`;
    throw new Problem("usage-invalid", message);
  }
  process.stdout.write(columns((await list(options.faults, paths)).map((row) => row.map(visible))));
  return 0;
}

function columns(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, index) =>
    Math.max(...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd();
  return rows.map((row) => `${line(row)}\n`).join("");
}
