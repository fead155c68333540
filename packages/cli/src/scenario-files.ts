import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultTopology, messageOf, Problem, settingOf, variantsOf } from "@gatecrash/core";
import type { CatalogueFault, LoadedScenario, ScenarioFault, Topology } from "@gatecrash/core";
import { parseScenario } from "@gatecrash/core/scenario-source";
import type { ScenarioSource } from "@gatecrash/core/scenario-source";

/** Files of one run, at most: a folder given by mistake must not be read for minutes. */
const files_max = 2_000;

export interface LoadedScenarios {
  scenarios: LoadedScenario[];
  /** `file:line:col` of a part of a scenario. */
  where(scenario: LoadedScenario, path: readonly (string | number)[]): string;
}

/**
 * Reads scenario files and folders (recursively, `*.yaml` and `*.yml`). The mistakes of all files
 * are told together.
 * @throws Problem `file-unreadable`, `scenario-invalid`
 */
export async function loadScenarios(paths: readonly string[]): Promise<LoadedScenarios> {
  const files = (await Promise.all(paths.map(scenarioFiles))).flat();
  if (files.length === 0) {
    const help = "A scenario is a .yaml file; scenarios/README.md describes it.";
    throw new Problem("file-unreadable", `no scenario in ${paths.join(", ")}`, help);
  }
  const sources = new Map<LoadedScenario, ScenarioSource>();
  const mistakes: Problem[] = [];
  for (const file of [...new Set(files)].sort()) {
    try {
      const source = parseScenario(await readText(file), file);
      const id = file.replace(/\.ya?ml$/, "").replace(/^.*scenarios\//, "");
      sources.set({ id, file, scenario: source.scenario }, source);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      mistakes.push(error);
    }
  }
  const [first] = mistakes;
  if (first) {
    const text = mistakes.map(({ message }) => message).join("\n");
    throw new Problem(first.code, text, first.help);
  }
  return {
    scenarios: [...sources.keys()],
    where: (scenario, path) => sources.get(scenario)?.where(path) ?? scenario.id,
  };
}

/**
 * The folder of scenarios when none is named: `scenarios/` here, else the one that comes with the
 * package (in a checkout it lies at the top, and is copied when the package is packed).
 */
export function defaultScenarios(): string {
  const own = ["../scenarios/", "../../../scenarios/"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return ["scenarios", ...own].find((folder) => existsSync(folder)) ?? "scenarios";
}

async function scenarioFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw new Problem(
      "file-unreadable",
      `${path}: ${messageOf(error)}`,
      "Name a scenario file or a folder of them.",
    );
  });
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true }).catch((error: unknown) => {
    throw new Problem("file-unreadable", `${path}: ${messageOf(error)}`);
  });
  const names = entries.filter((name) => /\.ya?ml$/.test(name) && !name.includes("node_modules"));
  if (names.length > files_max) {
    throw new Problem("limit-exceeded", `${path}: ${names.length} files, at most ${files_max}`);
  }
  return names.map((name) => relative(".", join(path, name)));
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    throw new Problem("file-unreadable", `${file}: ${messageOf(error)}`);
  });
}

/**
 * The scenarios behind `gatecrash matrix`: every fault of the catalogue once, those with a setting
 * of their own in it. They share an id, so that they are one matrix.
 */
export function matrixScenarios(faults: ReadonlyMap<string, CatalogueFault>): LoadedScenario[] {
  const all = [...faults.values()].map(({ fault }) => fault);
  const plain = all.filter(({ setting }) => setting === undefined);
  const set = all.filter(({ setting }) => setting !== undefined);
  return [
    matrixScenario(
      defaultTopology,
      plain.map(({ id: use }) => ({ use, when: {} })),
    ),
    ...set.flatMap((fault) =>
      variantsOf(fault).map(({ name, params }) => {
        const { topology, when } = settingOf(fault, params);
        const variant = name === "" ? {} : { variant: name };
        return matrixScenario(topology, [{ use: fault.id, ...variant, when }]);
      }),
    ),
  ].filter(({ scenario }) => scenario.faults.length > 0);
}

function matrixScenario(topology: Topology, faults: ScenarioFault[]): LoadedScenario {
  return {
    id: "matrix",
    scenario: { title: "Every fault of the catalogue", needs: [], topology, faults },
  };
}
