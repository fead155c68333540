import { code, page, plain, table } from "./markdown.mjs";

/** packages/proxies/README.md: what each proxy makes of each symptom. */
export function proxiesPage({ core, faults, proxies }) {
  const cases = casesOf(core, faults);
  return page(
    "# What a proxy makes of each symptom",
    "The declared outcomes, for the default topology (one upstream, no retry, buffering on), by " +
      "release line where they differ. `npm run matrix` compares them with the real proxies.",
    ...[...proxies.values()].flatMap((driver) => describeDriver(core, driver, cases)),
  );
}

/** Every symptom that a fault of the catalogue shows, with the request that brings it out. */
function casesOf(core, faults) {
  const cases = new Map();
  for (const kind of Object.keys(core.symptomKinds)) {
    cases.set(kind, { symptom: { kind }, request: core.defaultRequest, shown: false });
  }
  for (const { fault } of faults.values()) {
    const request = { ...core.defaultRequest, ...fault.request };
    for (const { params } of core.variantsOf(fault)) {
      const symptom = core.symptomOf(fault, params);
      const status = symptom.status === undefined ? "" : ` ${symptom.status}`;
      const name = `${core.symptomName(symptom)}${status}`;
      if (!cases.get(name)?.shown) cases.set(name, { symptom, request, shown: true });
    }
  }
  return [...cases].sort(([a], [b]) => order(core, a) - order(core, b) || (a < b ? -1 : 1));
}

const order = (core, name) => Object.keys(core.symptomKinds).indexOf(name.split(/[/ ]/, 1)[0]);

function describeDriver(core, driver, cases) {
  const pinned = `Measured on ${driver.pinned.map((line) => `${driver.id} ${line}`).join(", ")}.`;
  const byName = new Map(cases.map(([name, each]) => [name, rowsOf(core, driver, each)]));
  const rows = [...byName].flatMap(([name, cells]) => {
    // A detail is only worth a row where the proxy treats it in a way of its own.
    const kind = name.split(/[/ ]/, 1)[0];
    const same = name !== kind && JSON.stringify(cells) === JSON.stringify(byName.get(kind));
    return same ? [] : cells.map((row) => [code(name), ...row]);
  });
  const head = ["symptom", "versions", "the client gets", "because"];
  return [`## ${driver.id}`, `${plain(driver.summary)} ${pinned}`, table(head, rows)];
}

/** A row for each group of release lines that share an outcome. */
function rowsOf(core, driver, { symptom, request }) {
  const groups = new Map();
  for (const line of driver.pinned) {
    const outcome = outcomeOf(core, driver, symptom, request, line);
    const any = "racy" in outcome ? outcome.racy : [outcome];
    const text = any.map((each) => describe(core, each)).join(" or ");
    const because = plain(outcome.because);
    const key = `${text} ${because}`;
    groups.set(key, { text, because, lines: [...(groups.get(key)?.lines ?? []), line] });
  }
  return [...groups.values()].map(({ text, because, lines }) => {
    const versions = lines.length === driver.pinned.length ? "all" : lines.join(", ");
    return [versions, text, because];
  });
}

function outcomeOf(core, driver, symptom, request, line) {
  return core.outcomeFor(driver, {
    symptom,
    topology: core.defaultTopology,
    version: core.parseVersion(`${line}.0`),
    request,
    healthy_upstreams: 0,
  });
}

function describe(core, expectation) {
  const timer = expectation.timer ? ` when ${code(expectation.timer)} fires` : "";
  return `**${core.describeExpected({ end: "answered", ...expectation })}**${timer}`;
}
