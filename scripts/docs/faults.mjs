import { code, page, plain, table } from "./markdown.mjs";
import { describeProperty, inputSchema } from "./schema-text.mjs";

/** packages/faults/README.md: the catalogue. */
export function faultsPage({ core, faults }) {
  const all = [...faults.values()];
  const families = [...new Set(all.map(({ family }) => family))];
  const rows = all.flatMap(({ fault }) => core.variantsOf(fault)).length;
  return page(
    "# The catalogue of faults",
    `${all.length} faults in ${families.length} families; with their variants, ${rows} rows of the matrix. ` +
      "One file each: `src/<family>/<id>.ts`. A new one: `npm run new -- fault <id> --family <family>`.",
    ...families.flatMap((family) => [
      `## ${family}`,
      ...all
        .filter((each) => each.family === family)
        .map(({ fault }) => describeFault(core, fault)),
    ]),
  );
}

function describeFault(core, fault) {
  const { properties = {} } = inputSchema(fault.params);
  const params = Object.entries(properties).map(([name, property]) => [
    code(name),
    describeProperty(property),
    plain(property.description ?? ""),
  ]);
  const variants = core
    .variantsOf(fault)
    .map(({ name, params: values }) => [
      name === "" ? "(one row)" : code(name),
      code(core.symptomName(core.symptomOf(fault, values))),
      describeActs(core, fault, values),
    ]);
  return [
    `### ${fault.id}`,
    plain(fault.summary),
    describeScope(core, fault),
    table(["variant", "symptom", "acts"], variants),
    ...(params.length > 0 ? [table(["parameter", "value", "meaning"], params)] : []),
  ].join("\n\n");
}

function describeScope(core, fault) {
  const [{ params } = { params: {} }] = core.variantsOf(fault);
  const { requests, topology } = core.settingOf(fault, params);
  const request = fault.request ?? {};
  const asked = [request.method, request.path].filter(Boolean).join(" ");
  const notes = [
    `Scope: ${fault.scope}.`,
    requests.length > 1 ? `Brought out by ${requests.length} requests or more.` : "",
    topology.keepalive ? "The proxy keeps its connections to the upstream." : "",
    asked ? `Brought out by ${code(asked)}.` : "",
    request.body_bytes ? `The request has a body of ${request.body_bytes} bytes.` : "",
    fault.needs?.length ? `Needs ${fault.needs.map(code).join(", ")}.` : "",
    fault.exclusive ? "Runs alone, after the others." : "",
  ];
  return notes.filter(Boolean).join(" ");
}

const actsShown = 8;

/** What the script does when nothing is on the wire; long runs of one act are counted. */
function describeActs(core, fault, params) {
  const acts = core.outline(fault.script(params, core.createRandom("docs")));
  const words = acts.map(describeAct);
  const runs = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last && kindOf(last.word) === kindOf(word)) last.count += 1;
    else runs.push({ word, count: 1 });
  }
  const shown = runs.slice(0, actsShown).map(({ word, count }) => {
    return count === 1 ? code(word) : `${count} × ${code(kindOf(word))}`;
  });
  return [...shown, ...(runs.length > actsShown ? ["…"] : [])].join(", ");
}

const kindOf = (word) => word.split(" ", 1)[0];

function describeAct(act) {
  switch (act.kind) {
    case "send":
      return `send ${act.text.length} bytes`;
    case "exit":
      return `exit ${act.code}`;
    default:
      return "ms" in act ? `${act.kind} ${act.ms} ms` : act.kind;
  }
}
