import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../setup/shell.mjs";

export const gatecrash = join(root, "packages/cli/bin/gatecrash.js");

/**
 * Starts a script of ours and waits for the first line it prints.
 * @param {readonly string[]} args
 */
export async function startNode(args) {
  const started = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(() => Promise.reject(new Error(`${args.join(" ")} ended`))),
  ]);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.stdin.end();
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  return { pid: child.pid ?? 0, line: String(line), started, stop };
}

/** Starts `gatecrash serve` on any ports. */
export async function startServe() {
  const args = [gatecrash, "serve", "--port=0", "--control-port=0"];
  const { line, ...served } = await startNode(args);
  const { upstream_url, control_url } = JSON.parse(line);
  return { ...served, upstream: new URL(upstream_url), control: new URL(control_url) };
}

/** Asks the control API. */
export async function ask(control, method, path, body) {
  const response = await fetch(new URL(path, control), {
    method,
    ...(body ? { headers: { "content-type": "application/json" } } : {}),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
}

/** Resident memory of a process, in KiB (proc(5)). */
export function residentKiB(pid) {
  const found = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(found?.[1]);
}

/** True once one plain request on a new connection was answered. */
export async function answers({ hostname, port }) {
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once("connect", () => socket.write("GET / HTTP/1.1\r\nhost: bench\r\n\r\n"));
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
