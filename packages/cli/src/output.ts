import { statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { didYouMean, messageOf, Problem } from "@gatecrash/core";
import type { ReportOptions } from "@gatecrash/core";

/** Colours: only on a terminal, and never with NO_COLOR (see no-color.org). */
export function reportOptions(stream: NodeJS.WriteStream): ReportOptions {
  const color = stream.isTTY && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
  return { color, columns: stream.columns ?? 100 };
}

/** Finds the reporters by name. @throws Problem `unknown-name` */
export function pickReporters<Reporter>(
  names: readonly string[],
  reporters: ReadonlyMap<string, Reporter>,
): Reporter[] {
  return names.map((name) => {
    const reporter = reporters.get(name);
    if (reporter) return reporter;
    const known = [...reporters.keys()];
    const hint = didYouMean(name, known);
    throw new Problem(
      "unknown-name",
      `no reporter "${name}"; there are ${known.join(", ")}.${hint}`,
    );
  });
}

/** What `--output` calls standard output. */
const standardOutput = "-";

/**
 * Refuses files that no report could be written to, before a run that would be for nothing.
 * @throws Problem `usage-invalid`
 */
export function refuseOutputs(files: readonly string[], reporters: readonly unknown[]): void {
  if (files.length > reporters.length) {
    const message = `--output ${files[reporters.length]}: each reporter writes one file, and there are ${reporters.length} for ${files.length} files`;
    throw new Problem("usage-invalid", message, "Name a --reporter for each --output.");
  }
  for (const file of files) {
    if (file === standardOutput) continue;
    const folder = dirname(file);
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw new Problem("usage-invalid", `--output ${file}: there is no folder ${folder}`);
    }
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
      throw new Problem("usage-invalid", `--output ${file}: expected a file, this is a folder`);
    }
  }
}

/** A report as one of the reporters writes it, piece by piece. */
export type Rendering = (options: ReportOptions) => Iterable<string>;

/**
 * Writes the reports: with `--output` to files, the first to the first file and so on, the others
 * (and those with `-`) to standard output.
 * @throws Problem `output-failed`
 */
export async function writeReports(
  renderings: readonly Rendering[],
  files: readonly string[],
): Promise<void> {
  for (const [index, render] of renderings.entries()) {
    const file = files[index];
    if (file === undefined || file === standardOutput) {
      for (const piece of render(reportOptions(process.stdout))) await writeOut(piece);
    } else {
      await writeText(file, [...render({ color: false, columns: 120 })].join(""));
    }
  }
}

/** @throws Problem `output-failed` */
export async function writeText(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    throw new Problem("output-failed", `${file}: ${messageOf(error)}`);
  });
}

/**
 * For the end of a run, when its report is written: what was not recorded makes it a failure.
 * @throws Problem `output-failed`
 */
export function refuseIncomplete({ failed }: { failed: string | undefined }): void {
  if (failed === undefined) return;
  const message = `the history is not complete: ${failed}`;
  throw new Problem("output-failed", message, "Free some space and run again.");
}

/**
 * Waits until the piece is taken: a pipe that is read slowly must not lose the end of a report.
 * What happens when it cannot be written is decided where standard output is guarded.
 */
async function writeOut(text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    process.stdout.write(text, () => {
      resolve();
    });
  });
}
