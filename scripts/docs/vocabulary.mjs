import { code, page, plain, table } from "./markdown.mjs";

/** packages/core/README.md: the closed lists of the contract. */
export function vocabularyPage({ core }) {
  const list = (entries) => table(["name", "meaning"], Object.entries(entries).map(named));
  return page(
    "# The vocabulary of the contract",
    "The closed lists that faults, proxies, scenarios and reports share.",
    "## Symptoms",
    "What a proxy can notice of a fault. Every driver answers for each of them.",
    list(core.symptomKinds),
    "## Acts",
    "The smallest things an upstream does.",
    list(mapValues(core.actSchemas, (schema) => schema.description ?? "")),
    "## Capabilities of a lane",
    list(core.capabilities),
    "## Causes",
    list(core.causes),
    "## Error codes",
    "Each message of the command line names one of these; the exit code follows from it.",
    table(
      ["code", "exit", "meaning"],
      Object.entries(core.problemCodes).map(([name, { exit, summary }]) => [
        code(name),
        exit,
        plain(summary),
      ]),
    ),
    "## Exit codes",
    table(
      ["exit", "meaning"],
      Object.entries(core.exitCodes).map(([name, exit]) => [exit, exitMeanings[name] ?? name]),
    ),
  );
}

const exitMeanings = {
  pass: "all pass",
  fail: "a trial failed",
  unknown: "a trial is unknown, none failed",
  usage: "an option or a scenario is wrong",
  nothingCanRun: "nothing could run here",
  allSkipped: "all were skipped",
};

const named = ([name, meaning]) => [code(name), plain(meaning)];

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
