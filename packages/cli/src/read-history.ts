import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, Problem } from "@gatecrash/core";

/** A history larger than this is refused: it is read into memory. */
const history_bytes_max = 536_870_912;

/**
 * Reads a history file, or the one in a run's folder.
 * @throws Problem `file-unreadable`, `limit-exceeded`
 */
export async function readHistory(path: string): Promise<{ text: string; file: string }> {
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
