import { basename, dirname } from "node:path";
import { z } from "zod";
import { coverageOf, mergeCoverage, observe, parseVersion } from "@gatecrash/core";
import type { CoverageEvidence, CoverageRow, Entry, ProxyDriver } from "@gatecrash/core";

/** What was seen of a proxy's rows and in which runs: small enough to be kept in a repository. */
export const coverageRecordSchema = z.strictObject({
  proxy: z.string(),
  /** Those that some row was seen in. */
  runs: z.array(
    z.strictObject({
      /** Name of the run's folder. */
      run: z.string(),
      started_at: z.string(),
      gatecrash: z.string(),
      launcher: z.string(),
      versions: z.array(z.string()),
    }),
  ),
  /** By id of the row; a row that was not seen is not here. */
  rows: z.record(
    z.string(),
    z.strictObject({
      /** As in `CoverageEvidence`, in the order of the alphabet. */
      faults: z.array(z.string()).min(1),
      versions: z.array(z.string()).min(1),
      /** No one of the faults can be named for sure. */
      doubtful: z.boolean(),
      evidence: z.strictObject({
        run: z.string(),
        /** Of the entry in that run's history. */
        seq: z.int(),
        trial: z.string(),
        version: z.string(),
        /** The part of the line by which the row was recognised, capped. */
        line: z.string(),
      }),
    }),
  ),
});

export type CoverageRecord = z.infer<typeof coverageRecordSchema>;
export type SeenRow = CoverageRecord["rows"][string];

/** A history that was read, and where it lies. */
export interface ReadHistory {
  file: string;
  entries: readonly Entry[];
}

type Evidence = CoverageEvidence & { run: string };

/** What histories say of a proxy's rows. */
export function recordOf(
  driver: ProxyDriver,
  rows: readonly CoverageRow[],
  histories: readonly ReadHistory[],
): CoverageRecord {
  const parts = histories.flatMap(({ file, entries }) => {
    const run = runName(file);
    const covered = coverageOf(rows, entries, observe(entries), driver.id);
    return covered.map(({ row, evidence }) => ({
      row,
      evidence: evidence.map((each) => ({ ...each, run })),
    }));
  });
  const seen = mergeCoverage<Evidence>(rows, parts).filter(({ evidence }) => evidence.length > 0);
  const used = new Set(seen.flatMap(({ evidence }) => evidence.map(({ run }) => run)));
  const named = new Map(histories.map((history) => [runName(history.file), history]));
  return {
    proxy: driver.id,
    runs: [...named].filter(([run]) => used.has(run)).map(([, history]) => runOf(history, driver)),
    rows: Object.fromEntries(seen.map(({ row, evidence }) => [row.id, seenRow(row, evidence)])),
  };
}

/** The folder of a run bears its name; a history that was moved is known by its own. */
function runName(file: string): string {
  return basename(file) === "history.jsonl" ? basename(dirname(file)) : basename(file);
}

function runOf(
  { file, entries }: ReadHistory,
  driver: ProxyDriver,
): CoverageRecord["runs"][number] {
  const { started, proxies } = observe(entries);
  const { gatecrash, launcher, started_at } = started;
  const mine = proxies.filter(({ proxy }) => proxy === driver.id);
  const versions = [...new Set(mine.map(({ version }) => parseVersion(version)?.text ?? version))];
  return { run: runName(file), started_at, gatecrash, launcher, versions: inOrder(versions) };
}

const line_chars_max = 200;

function seenRow(row: CoverageRow, evidence: readonly Evidence[]): SeenRow {
  const [first] = evidence;
  if (!first) throw new Error(`no evidence for ${row.id}`);
  const { run, seq, trial_id: trial, version, line } = first;
  const recognised = row.matches?.exec(line)?.[0] ?? line;
  return {
    faults: inOrder(evidence.map(({ fault }) => fault)),
    versions: inOrder(evidence.map(({ version: each }) => each)),
    doubtful: first.doubtful,
    evidence: { run, seq, trial, version, line: recognised.slice(0, line_chars_max) },
  };
}

/** Each once; numbers in a text by their value, so that 1.9 stands before 1.10. */
function inOrder(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}
