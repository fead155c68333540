import { messageOf } from "@gatecrash/core";
import { optionLineOfStats } from "./statistics.ts";
import { readAction } from "./actions.ts";
import { always, type Condition } from "./condition.ts";
import { parseFormat } from "./expression.ts";
import { Acls } from "./parse-condition.ts";
import { parseTest, type ReadPatterns } from "./acl.ts";
import type { Action, RuleSet, Step } from "./step.ts";
import type { Proxy } from "../proxies.ts";
import { begins, word, type Line } from "../text/line.ts";

const order: readonly RuleSet[] = [
  "connection",
  "content",
  "monitor",
  "http-request",
  "statistics",
  "redirect",
  "switching",
];

/** The rules of a proxy that decide where a request goes, in the order they are applied. */
export function readSteps(proxy: Proxy, read: ReadPatterns): Step[] {
  const acls = new Acls(proxy.lines, read);
  const steps: Step[] = [];
  const isHttp = proxy.mode === "http";
  for (const line of proxy.lines) {
    const found = readRule(line, isHttp);
    if (found) steps.push({ ...found, line, condition: conditionOf(acls, line) });
  }
  if (isHttp) steps.push(...ownAddresses(proxy, read));
  return steps
    .map((step, index) => ({ step, index }))
    .sort((a, b) => order.indexOf(a.step.set) - order.indexOf(b.step.set) || a.index - b.index)
    .map(({ step }) => step);
}

function conditionOf(acls: Acls, line: Line): Step["condition"] {
  try {
    return acls.condition(line.words);
  } catch (error) {
    return { unreadable: messageOf(error) };
  }
}

type Rule = Pick<Step, "set" | "action">;

function readRule(line: Line, isHttp: boolean): Rule | undefined {
  const [first, second = "", third = ""] = line.words;
  if (first === "tcp-request") {
    const set = second === "content" ? "content" : "connection";
    if (second === "content" || second === "connection" || second === "session")
      return withSet(set, readAction(third, line.words.slice(3)));
  }
  if (first === "http-request" && isHttp)
    return withSet("http-request", readAction(second, line.words.slice(2)));
  if (first === "redirect" && isHttp) return { set: "redirect", action: { kind: "stop" } };
  if (first === "use_backend") return { set: "switching", action: switchTo(second) };
  return undefined;
}

function withSet(set: RuleSet, action: Action | undefined): Rule | undefined {
  return action && { set, action };
}

function switchTo(name: string): Action {
  try {
    return { kind: "switch", to: parseFormat(name) };
  } catch {
    return { kind: "switch", to: [{ kind: "variable", name: `(${name})` }] };
  }
}

/** Paths that HAProxy answers itself: `monitor-uri` and the page of statistics. */
function ownAddresses(proxy: Proxy, read: ReadPatterns): Step[] {
  const steps: Step[] = [];
  const answer = (set: RuleSet, line: Line, criterion: string[]) => {
    const tests = [parseTest(criterion, read)];
    const condition: Condition = { ...always, alternatives: [[{ negated: false, tests }]] };
    steps.push({ set, line, condition, action: { kind: "stop" } });
  };
  const monitor = proxy.lines.findLast((line) => begins(line, "monitor-uri"));
  if (monitor) answer("monitor", monitor, ["url", word(monitor, 1)]);
  const statistics = optionLineOfStats(proxy);
  if (statistics) answer("statistics", statistics.line, ["url_beg", statistics.uri]);
  return steps;
}
