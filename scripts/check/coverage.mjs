// packages/proxies/coverage/: the table of what a proxy's log can show is that of the rows and of
// the catalogue as they are, and as much was seen as is wanted.
import { readOrNothing } from "./files.mjs";

const folder = "packages/proxies/coverage";
const built = (path) => import(new URL(`../../packages/cli/dist/${path}`, import.meta.url).href);

/** @returns {Promise<{wrong: string[], note: string}>} */
export async function checkCoverage() {
  const { loadFaults, loadProxies } = await built("catalogue.js");
  const [faults, proxies] = await Promise.all([loadFaults(), loadProxies()]);
  const modules = {
    ...(await built("coverage/groups.js")),
    ...(await built("coverage/markdown.js")),
    ...(await built("coverage/record.js")),
  };
  const known = [...proxies.values()].filter(({ coverage }) => coverage);
  const results = known.map((driver) => judge(driver, faults, modules));
  return {
    wrong: results.flatMap(({ wrong }) => wrong),
    note: results.map(({ note }) => note).join(", "),
  };
}

function judge({ id, coverage }, faults, { coverageMarkdown, coverageRecordSchema, groupRows }) {
  const again = `gatecrash coverage ${id} --launcher docker --save ${folder}`;
  const text = readOrNothing(`${folder}/${id}.json`);
  if (text === undefined) return { wrong: [`${folder}/${id}.json is missing: ${again}`], note: id };
  const record = coverageRecordSchema.parse(JSON.parse(text));
  const groups = groupRows(coverage, record);
  const { met, percent, percent_least } = groups.totals;
  const table = coverageMarkdown(groups, record) === readOrNothing(`${folder}/${id}.md`);
  const wrong = [
    ...(table ? [] : [`${folder}/${id}.md is not that of ${id}.json and the rows: ${again}`]),
    ...strangers(record, coverage, faults).map((stranger) => `${folder}/${id}.json: ${stranger}`),
    ...(met ? [] : [`${id}: ${percent} % of the rows were seen, at least ${percent_least} %`]),
  ];
  return { wrong, note: `${id} ${percent} %` };
}

/** What the record names and is not there any more. */
function strangers({ rows }, coverage, faults) {
  const ids = new Set(coverage.rows.map(({ id }) => id));
  const names = [...new Set(Object.values(rows).flatMap((row) => row.faults))];
  return [
    ...Object.keys(rows)
      .filter((id) => !ids.has(id))
      .map((id) => `no row "${id}"`),
    ...names
      .filter((name) => !isThere(name, faults))
      .map((name) => `no fault "${name}" in the catalogue`),
  ];
}

/** `fault`, `fault~variant`, or `scenario:<id>` for what a scenario brings itself. */
function isThere(name, faults) {
  if (name.startsWith("scenario:")) {
    return readOrNothing(`scenarios/${name.slice("scenario:".length)}.yaml`) !== undefined;
  }
  const [id, variant] = name.split("~");
  const fault = faults.get(id)?.fault;
  return fault !== undefined && (variant === undefined || fault.variants?.[variant] !== undefined);
}
