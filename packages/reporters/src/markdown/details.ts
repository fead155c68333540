import { columnOf, rowOf } from "@gatecrash/core";
import type { Report, ReportTrial } from "@gatecrash/core";
import { markOf, marks } from "../shared/cell.ts";
import { byReason, detailOf, notableOf, unrecordedOf } from "../shared/detail.ts";
import { codeBlock, escapeHtml, escapeMarkdown } from "./escape.ts";

/** Every failure, finding and unknown to unfold, and what was not run, by reason. */
export function* detailParts(report: Report): Generator<string> {
  for (const trial of notableOf(report)) yield* trialPart(trial);
  for (const [reason, trials] of byReason(unrecordedOf(report))) {
    yield `<details><summary>${trials.length} unknown: ${escapeHtml(reason)}</summary>`;
    yield* ["", ...trials.map((trial) => `- ${escapeMarkdown(trial.id)}`), "", "</details>", ""];
  }
  const skipped = byReason(report.trials.filter((trial) => trial.verdict === "skipped"));
  for (const [reason, trials] of skipped)
    yield `- ${trials.length} skipped: ${escapeMarkdown(reason)}`;
  if (skipped.length > 0) yield "";
}

function* trialPart(trial: ReportTrial): Generator<string> {
  const { sign } = marks[markOf(trial)];
  const title = escapeHtml(`${rowOf(trial)} · ${columnOf(trial)}: ${trial.verdict}`);
  const detail = detailOf(trial);
  yield `<details><summary>${escapeHtml(sign)} ${title}</summary>`;
  yield "";
  for (const text of detail.expected) yield `- expected: ${escapeMarkdown(text)}`;
  for (const text of detail.got) yield `- got: ${escapeMarkdown(text)}`;
  yield `- reason: ${escapeMarkdown(detail.reason)}`;
  yield `- trial: ${escapeMarkdown(trial.id)}`;
  yield "";
  yield* codeBlock([
    ...detail.log.map((line) => `log  ${line}`),
    ...detail.acts.map((act) => `act  ${act}`),
  ]);
  yield* ["", "</details>", ""];
}
