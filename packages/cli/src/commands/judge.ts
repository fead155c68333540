import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { exitCodeOf, messageOf, parseHistory, Problem } from "@gatecrash/core";
import { loadProxies, loadReporters } from "../catalogue.ts";
import { pickReporters, refuseOutputs, writeReports } from "../output.ts";
import { reportOf } from "./run.ts";

/** A history larger than this is refused: it is read into memory. */
const history_bytes_max = 536_870_912;

/** `gatecrash judge <history>` and `gatecrash report <history>`. Returns the exit code. */
export async function judgeCommand(
  path: string,
  options: { reporter: string[]; output: string[] },
): Promise<number> {
  const [drivers, reporters] = await Promise.all([loadProxies(), loadReporters()]);
  const chosen = pickReporters(options.reporter, reporters);
  refuseOutputs(options.output, chosen);
  const { text, file } = await readHistory(path);
  const report = reportOf(parseHistory(text, file), drivers);
  await writeReports(report, chosen, options.output, file);
  return exitCodeOf(report);
}

/** Reads a history file, or the one in a run's folder. */
async function readHistory(path: string): Promise<{ text: string; file: string }> {
  try {
    const found = await stat(path);
    const file = found.isDirectory() ? join(path, "history.jsonl") : path;
    const { size } = await stat(file);
    if (size > history_bytes_max) {
      throw new Problem("limit-exceeded", `${file}: ${size} bytes, at most ${history_bytes_max}`);
    }
    let text = "";
    for await (const part of createReadStream(file, "utf8")) text += String(part);
    return { text, file };
  } catch (error) {
    if (error instanceof Problem) throw error;
    const help = "Name a history.jsonl, or a folder of .gatecrash/runs.";
    throw new Problem("file-unreadable", `${path}: ${messageOf(error)}`, help);
  }
}
