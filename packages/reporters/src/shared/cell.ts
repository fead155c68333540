import type { ReportTrial } from "@gatecrash/core";

/** What a client got, in few characters: the text of a cell and the key of an answer. */
export function cellText(trial: ReportTrial): string {
  const { outcome } = trial;
  if (trial.verdict === "skipped") return "skipped";
  if (!outcome) return trial.got.startsWith("proxy died") ? "died" : "no record";
  return outcomeText(outcome);
}

function outcomeText({ end, status }: NonNullable<ReportTrial["outcome"]>): string {
  const code = status === undefined ? "" : `${status} `;
  switch (end) {
    case "answered":
      return status === undefined ? "answered" : String(status);
    case "cut-short":
      return `${code}cut`;
    case "closed-without-answer":
      return "empty";
    case "raw-bytes":
      return "raw bytes";
    case "no-answer":
      return status === undefined ? "no answer" : `${code}hangs`;
    case "not-connected":
      return "refused";
    case "proxy-died":
      return "died";
    case "proxy-would-not-start":
      return "no start";
  }
}

/** The cell of a trial with several requests: answers in order, or counted where that is too long. */
export function sequenceText(trial: ReportTrial, width_max: number): string {
  const decisive = cellText(trial);
  if (trial.exchanges.length < 2 || trial.verdict === "skipped") return decisive;
  const texts = trial.exchanges.map(outcomeText);
  const short = [runsOf(texts), runsOf([...texts].sort())].find((each) => each.length <= width_max);
  return short ?? `${decisive} +${texts.length - 1}`;
}

function runsOf(texts: readonly string[]): string {
  const runs: { text: string; count: number }[] = [];
  for (const text of texts) {
    const last = runs.at(-1);
    if (last?.text === text) last.count += 1;
    else runs.push({ text, count: 1 });
  }
  return runs.map(({ text, count }) => (count === 1 ? text : `${text} ×${count}`)).join(", ");
}

/** Words of cells that are not a bare status, with what they mean, in the order of a legend. */
const cellWords: readonly { word: RegExp; shown: string; meaning: string }[] = [
  { word: /cut$/, shown: "cut", meaning: "the body is shorter than announced" },
  { word: /hangs$/, shown: "hangs", meaning: "a head, then silence until the client gives up" },
  { word: /^raw bytes$/, shown: "raw bytes", meaning: "bytes that are not an HTTP answer" },
  { word: /^empty$/, shown: "empty", meaning: "closed without a byte" },
  { word: /^no answer$/, shown: "no answer", meaning: "not a byte until the client gives up" },
  { word: /^refused$/, shown: "refused", meaning: "the proxy does not accept the client" },
  { word: /^died$/, shown: "died", meaning: "the proxy's process ended" },
  { word: /^no start$/, shown: "no start", meaning: "the proxy would not start" },
  { word: /^no record$/, shown: "no record", meaning: "nothing is known of this trial" },
];

export type Mark = ReportTrial["verdict"] | "racy";

/** The sign that stands for a verdict where there is no colour, and what it means. */
export const marks: Record<Mark, { sign: string; meaning: string }> = {
  pass: { sign: " ", meaning: "as expected" },
  racy: { sign: "~", meaning: "the proxy races: other answers are right too" },
  fail: { sign: "✗", meaning: "not as expected" },
  unknown: { sign: "?", meaning: "unknown: the fault was not delivered, or the record is cut" },
  finding: { sign: "!", meaning: "not as expected, but this version was never measured" },
  skipped: { sign: "–", meaning: "skipped" },
};

export function markOf(trial: ReportTrial): Mark {
  return trial.verdict === "pass" && trial.racy ? "racy" : trial.verdict;
}

/** One line of a legend; a word of a cell has no mark. */
export interface LegendLine {
  sign: string;
  meaning: string;
  mark?: Mark;
}

/** What the signs and words of these trials' cells mean; those that do not occur are left out. */
export function legendOf(trials: readonly ReportTrial[]): LegendLine[] {
  const seen = new Set(trials.map(markOf));
  const texts = new Set(
    trials.flatMap((trial) => [cellText(trial), ...trial.exchanges.map(outcomeText)]),
  );
  const signs = (Object.keys(marks) as Mark[])
    .filter((mark) => mark !== "pass" && seen.has(mark))
    .map((mark) => ({ ...marks[mark], mark }));
  const words = cellWords
    .filter(({ word }) => [...texts].some((text) => word.test(text)))
    .map(({ shown, meaning }) => ({ sign: `${shown}:`, meaning }));
  return [...signs, ...words];
}
