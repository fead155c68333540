import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "@gatecrash/audit";
import { applyEdits } from "@gatecrash/core";
import type { Test } from "tap";
import { emptyFolder } from "./cli.ts";

/** Writes a configuration as its proxy names it. */
export function written(t: Test, text: string): string {
  const name = text.includes("worker_processes") ? "nginx.conf" : "haproxy.cfg";
  const file = join(emptyFolder(t), name);
  writeFileSync(file, text);
  return file;
}

/** A configuration of one file once a finding's edits are made. */
export function cured(text: string, { edits }: Finding): string {
  return applyEdits(text, edits);
}
