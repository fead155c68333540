import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** Set-up talks on stderr: stdout belongs to reports. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Runs a program in the checkout with its output on our stderr.
 * @returns {Promise<number>} its exit code; 127 if it could not be started, 128 if it was killed
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", 2, 2], ...options });
    child.once("error", () => resolve(127));
    child.once("exit", (code) => resolve(code ?? 128));
  });
}

/**
 * Runs a program and keeps the end of what it says.
 * @returns {Promise<{code: number, text: string}>}
 */
export function ask(program, args, timeout_ms = 10_000) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, timeout: timeout_ms, killSignal: "SIGKILL" });
    let text = "";
    const keep = (bytes) => {
      text = (text + String(bytes)).slice(-65_536);
    };
    child.stdin.end();
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", (error) => resolve({ code: 127, text: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 128, text: text.trim() }));
  });
}
