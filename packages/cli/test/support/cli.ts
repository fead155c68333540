import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Test } from "tap";

/** The command line as it is published: built, run by node. */
export const program = resolve(import.meta.dirname, "../../bin/gatecrash.js");
export const workspace = resolve(import.meta.dirname, "../../../..");

export interface CliResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/** Starts the command line; a test that fails must not leave it running. */
export function startCli(args: readonly string[], options: CliOptions = {}): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    cwd: options.cwd ?? workspace,
    env: { ...process.env, NO_COLOR: "1", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs the command line to its end. */
export async function runCli(
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  return resultOf(startCli(args, options));
}

export async function resultOf(child: ChildProcess): Promise<CliResult> {
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (part: string) => (text[name] += part));
  }
  return new Promise((settle) => {
    child.once("close", (code, signal) => {
      settle({ code, signal, ...text });
    });
  });
}

/** An empty folder that is gone after the test. */
export function emptyFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), "gatecrash-test-"));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
