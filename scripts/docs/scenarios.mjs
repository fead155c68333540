import { code, page, plain, table } from "./markdown.mjs";
import { describeProperty, inputSchema } from "./schema-text.mjs";

/** scenarios/README.md: the scenarios by cause, and the format. */
export function scenariosPage({ core, scenarios }) {
  const causes = Object.entries(core.causes).flatMap(([cause, meaning]) => {
    const rows = scenarios.filter(({ scenario }) => scenario.cause === cause).map(row);
    const head = ["scenario", "what it is", "what a visitor sees", "who fixes it"];
    return [`## ${cause}`, meaning, rows.length > 0 ? table(head, rows) : "None yet."];
  });
  return page(
    "# Scenarios",
    "Each file is one way in which a service fails, in the words of those who run it. " +
      "`gatecrash run scenarios/` runs them all, `gatecrash run scenarios/<file>` one.",
    ...causes,
    ...format(core),
  );
}

function row({ file, scenario }) {
  const waiting = scenario.waiting_for ? ` (waits for: ${plain(scenario.waiting_for)})` : "";
  return [
    `[${file.replace(/\.ya?ml$/, "")}](${file})`,
    plain(scenario.title) + waiting,
    plain(scenario.sees ?? ""),
    plain(scenario.fix ?? ""),
  ];
}

function format(core) {
  const schema = inputSchema(core.scenarioSchema);
  const faults = schema.properties.faults.items;
  const [used, written] = faults.anyOf ?? faults.oneOf;
  const requests = schema.properties.requests.items;
  return [
    "## How to write one",
    "The schema is [scenario.schema.json](scenario.schema.json); an editor that knows YAML " +
      "completes and checks by it. A wrong scenario is refused with file, line and column.",
    keys(schema, schema.required),
    "### topology",
    keys(schema.properties.topology),
    "### topology.timeouts",
    keys(schema.properties.topology.properties.timeouts),
    "### requests",
    `A line such as ${code("GET /path")}, or an object.`,
    keys((requests.anyOf ?? requests.oneOf).find(({ properties }) => properties)),
    "### faults: one of the catalogue",
    keys(used, used.required),
    "### faults: written on the spot",
    keys(written, written.required),
    "### when",
    keys(used.properties.when),
    "### expect",
    "For each proxy by its id. Left out, it follows from symptom, proxy and topology.",
    keys(schema.properties.expect.additionalProperties, ["because"]),
    "### Acts of a script",
    table(
      ["act", "what the upstream does"],
      Object.entries(core.actSchemas).map(([kind, act]) => [
        actWords(core, kind),
        plain(act.description),
      ]),
    ),
  ];
}

/** How an act is written in YAML: `sleep_ms` for sleep; `send_hex` stands beside `send`. */
function actWords(core, kind) {
  const snake = kind.replaceAll("-", "_");
  const words = core.actWords.filter((word) => word === kind || word.startsWith(`${snake}_`));
  return words.map(code).join(", ");
}

function keys({ properties = {} }, required = []) {
  return table(
    ["key", "value", "meaning"],
    Object.entries(properties).map(([name, property]) => [
      code(name) + (required.includes(name) ? " (required)" : ""),
      describeProperty(property),
      plain(property.description ?? ""),
    ]),
  );
}
