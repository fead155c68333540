import { columnOf, rowOf } from "@gatecrash/core";
import type { Report, ReportTrial } from "@gatecrash/core";
import { markOf, marks } from "../shared/cell.ts";
import { byReason, detailOf, notableOf, unrecordedOf } from "../shared/detail.ts";
import { visible } from "../shared/visible.ts";
import { beside } from "./paper.ts";
import type { Paper } from "./paper.ts";
import { flow, wrap } from "./width.ts";

const labelColumns = 13;

/** Every failure, finding and unknown with what explains it; then what was not run, by reason. */
export function* detailLines(report: Report, paper: Paper): Generator<string> {
  for (const trial of notableOf(report)) yield* trialLines(trial, paper);
  for (const [reason, trials] of byReason(unrecordedOf(report))) {
    yield* heading("unknown", `${counted(trials)} unknown: ${visible(reason)}`, paper);
    const ids = trials.map((trial) => visible(trial.id));
    for (const line of flow(ids, ", ", paper.columns - 4)) yield `    ${line}`;
    yield "";
  }
  const skipped = report.trials.filter((trial) => trial.verdict === "skipped");
  for (const [reason, trials] of byReason(skipped)) {
    yield* heading("skipped", `${counted(trials)} skipped: ${visible(reason)}`, paper);
  }
  if (skipped.length > 0) yield "";
}

function* trialLines(trial: ReportTrial, paper: Paper): Generator<string> {
  const mark = markOf(trial);
  const detail = detailOf(trial);
  const title = `${rowOf(trial)} · ${columnOf(trial)}: ${trial.verdict}`;
  yield* heading(mark, visible(title), paper);
  yield* field("expected", detail.expected, paper);
  yield* field("got", detail.got, paper);
  yield* field("reason", [detail.reason], paper);
  yield* field("proxy log", detail.log.length > 0 ? detail.log : ["no line"], paper);
  yield* field("upstream", detail.acts.length > 0 ? detail.acts : ["no act"], paper);
  yield* field("trial", [visible(trial.id)], paper);
  yield "";
}

function* heading(mark: keyof typeof marks, text: string, paper: Paper): Generator<string> {
  const lines = wrap(text, paper.columns - 2);
  for (const [index, line] of lines.entries()) {
    yield paper.ink(mark, `${index === 0 ? marks[mark].sign : " "} ${line}`);
  }
}

function* field(label: string, texts: readonly string[], paper: Paper): Generator<string> {
  for (const [index, text] of texts.entries()) {
    yield* beside(index === 0 ? `  ${label}` : "", text, labelColumns, paper);
  }
}

function counted(trials: readonly ReportTrial[]): string {
  return trials.length === 1 ? "1 trial" : `${trials.length} trials`;
}
