import type { Command, Option } from "commander";

const exitCodes = `
Exit codes:
  0 all pass   1 a fail   2 unknown, none failed   3 usage or scenario invalid
  4 nothing could run here   77 all skipped`;

const examples: Readonly<Record<string, string>> = {
  gatecrash: `
  gatecrash matrix                            every fault × nginx and HAProxy
  gatecrash run scenarios/                    the scenarios of a folder
  gatecrash run --proxy nginx@1.26,haproxy@3.0 --fault cut-body scenarios/
  gatecrash report .gatecrash/runs/latest --reporter markdown
  gatecrash explain fault cut-body            what it does, and what each proxy makes of it
  gatecrash diff nginx@1.22 nginx@1.30        what an upgrade changes
  gatecrash serve --port 8080                 the fake upstream alone
  gatecrash doctor                            what can run here`,
  run: `
  gatecrash run scenarios/upstream-down       all scenarios of a folder
  gatecrash run own.yaml --list               what would run
  gatecrash run own.yaml --proxy nginx --binary nginx=/opt/nginx/sbin/nginx
  gatecrash run --reporter text --reporter junit --output - --output junit.xml`,
  matrix: `
  gatecrash matrix --fault cut-body,refuse
  gatecrash matrix --grep 'drip|silence' --proxy nginx
  gatecrash matrix --launcher docker --proxy nginx@1.26,nginx@1.30 --pull
  gatecrash matrix --seed k2j9x1              what an earlier run did, act by act`,
  judge: `
  gatecrash judge .gatecrash/runs/latest
  gatecrash judge history.jsonl --reporter json --output report.json`,
  report: `
  gatecrash report .gatecrash/runs/latest --reporter markdown
  gatecrash report history.jsonl --reporter junit --output junit.xml`,
  list: `
  gatecrash list faults
  gatecrash list faults --faults ./mine
  gatecrash list scenarios scenarios/overload`,
  explain: `
  gatecrash explain fault leave-on-reuse
  gatecrash explain fault my-fault --faults ./mine`,
  diff: `
  gatecrash diff haproxy@2.6 haproxy@3.2      by what was measured
  gatecrash diff nginx@1.26 nginx@1.30 --run --launcher docker --fault cut-body,chunked-twice`,
  coverage: `
  gatecrash coverage nginx                    runs the catalogue on every pinned version here
  gatecrash coverage haproxy --history .gatecrash/runs/latest --missing
  gatecrash coverage nginx --save packages/proxies/coverage`,
  serve: `
  gatecrash serve
  curl -i 127.0.0.1:8080/fault/close-before-head
  curl 127.0.0.1:9090/openapi.json            what the control API can do`,
};

const coverageExitCodes = `
Exit codes:
  0 as much was seen as is wanted   1 less   3 usage   4 nothing could run here`;

/** Exit codes are told where a verdict decides on them. */
const withExitCodes: readonly string[] = ["gatecrash", "run", "matrix", "judge"];

/** Adds the examples of a command and of all below it. */
export function addExamples(command: Command): void {
  const name = command.name();
  const lines = examples[name];
  if (lines) command.addHelpText("after", `\nExamples:${lines}`);
  if (withExitCodes.includes(name)) command.addHelpText("after", exitCodes);
  if (name === "coverage") command.addHelpText("after", coverageExitCodes);
  for (const each of command.commands) addExamples(each);
}

/** An option that is off, or that may be given more than once, has no default worth a word. */
export function optionDescription({ description, defaultValue }: Option): string {
  const said = typeof defaultValue === "string" || typeof defaultValue === "number";
  return said ? `${description} (default: ${defaultValue})` : description;
}
