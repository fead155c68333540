import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { ProxyEnd } from "@gatecrash/core";
import { Problem } from "@gatecrash/core";

export interface NativeProxyOptions {
  program: string;
  args: readonly string[];
  version_args: readonly string[];
  folder: string;
  onLine(from: "stdout" | "stderr", line: string): void;
}

/** A proxy that runs as a child of the agent. */
export interface NativeProxy {
  pid: number;
  version: string;
  ended: Promise<ProxyEnd>;
  /** Asks it to end, and kills it after a while. Resolves when all its output was read. */
  stop(signal: NodeJS.Signals): Promise<ProxyEnd>;
  /** Kills it at once; what it started ends with the lane. */
  kill(): void;
}

const stop_ms_max = 3_000;

/**
 * Starts a native binary. It stays in the process group of the agent, which a launcher can end as a
 * whole.
 * @throws Problem `proxy-start-failed`
 */
export async function startNativeProxy(options: NativeProxyOptions): Promise<NativeProxy> {
  const { program, args, folder, onLine } = options;
  const version = await versionOf(program, options.version_args);
  const child = spawn(program, args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = endOf(child);
  forward(child, onLine);
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error) => {
      reject(new Problem("proxy-start-failed", `${program}: ${error.message}`));
    });
  });
  const pid = child.pid ?? 0;
  return {
    pid,
    version,
    ended,
    stop: async (signal) => {
      child.kill(signal);
      const timer = setTimeout(() => {
        child.kill("SIGKILL");
      }, stop_ms_max);
      const end = await ended;
      clearTimeout(timer);
      return end;
    },
    kill: () => {
      child.kill("SIGKILL");
    },
  };
}

function forward(child: ChildProcess, onLine: NativeProxyOptions["onLine"]): void {
  for (const from of ["stdout", "stderr"] as const) {
    const input = child[from];
    if (!input) continue;
    input.setEncoding("latin1");
    createInterface({ input }).on("line", (line) => {
      onLine(from, line);
    });
  }
}

/** Ended means: exited, and both streams read to their end. */
async function endOf(child: ChildProcess): Promise<ProxyEnd> {
  return new Promise((resolve) => {
    child.once("close", (code, signal) => {
      resolve({ ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }) });
    });
  });
}

async function versionOf(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    // nginx prints its version to standard error.
    execFile(program, args, { timeout: 5_000 }, (error, stdout, stderr) => {
      const line = `${stdout}\n${stderr}`.split("\n").find((each) => /\d+\.\d+/.test(each));
      if (line !== undefined) resolve(line.trim());
      else
        reject(new Problem("proxy-start-failed", `${program}: ${error?.message ?? "no version"}`));
    });
  });
}
