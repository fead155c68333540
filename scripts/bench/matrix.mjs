import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gatecrash } from "./processes.mjs";

/** All faults × both proxies, on the binaries of this machine: the whole against its longest part. */
export async function* bench() {
  const folder = mkdtempSync(join(tmpdir(), "gatecrash-bench-"));
  try {
    const file = join(folder, "report.json");
    const options = ["--launcher=process", "--reporter=json", `--output=${file}`];
    const runs = `--runs=${join(folder, "runs")}`;
    const started = performance.now();
    const child = spawn(process.execPath, [gatecrash, "matrix", ...options, runs], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const [code] = await once(child, "exit");
    const wall_ms = performance.now() - started;
    yield* rows(JSON.parse(readFileSync(file, "utf8")), wall_ms, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function* rows({ trials, elapsed_ms }, wall_ms, code) {
  const times = trials.map(({ outcome }) => outcome?.elapsed_ms ?? 0);
  const longest_ms = Math.max(...times);
  const sum_ms = times.reduce((sum, each) => sum + each, 0);
  yield [`matrix, ${trials.length} trials, exit code`, String(code), ""];
  yield ["matrix, longest trial, ms", longest_ms.toFixed(0), ""];
  yield ["matrix, all trials one after the other, ms", sum_ms.toFixed(0), ""];
  yield ["matrix, the run, ms", elapsed_ms.toFixed(0), ""];
  const target = `<= ${(2 * longest_ms + 2_000).toFixed(0)} (2 x longest + 2 s)`;
  yield ["matrix, from start to end of the command, ms", wall_ms.toFixed(0), target];
}
