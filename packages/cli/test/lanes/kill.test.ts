import { createRandom } from "@gatecrash/core";
import t from "tap";
import { emptyFolder, resultOf, startCli } from "../support/cli.ts";
import { launcherSkip } from "../support/launchers.ts";
import { leftBehind } from "../support/left-behind.ts";

/**
 * Ends the runner at random moments of a run, from before its first lane to after its last, and
 * counts what is left. The moments come from a seed, so that a failure can be repeated.
 */
const moments = 20;
const latest_ms = 2_500;

/** Ends of a process are seen a little later; waiting for them is bounded, not timed. */
const looks = 200;
const look_every_ms = 50;

const signals = ["SIGKILL", "SIGKILL", "SIGTERM", "SIGINT"] as const;
const faults = "refuse,cut-body,freeze,crash,full-backlog,never-read,drip-head";

for (const launcher of ["docker", "netns", "process"]) {
  t.test(
    `${launcher}: nothing is left when the runner ends at ${moments} moments`,
    { skip: await launcherSkip(launcher) },
    async (t) => {
      const random = createRandom("kill", launcher);
      let seen = 0;
      for (let moment = 1; moment <= moments; moment += 1) {
        const folder = emptyFolder(t);
        const signal = signals[moment % signals.length] ?? "SIGKILL";
        const after_ms = random.int(0, latest_ms);
        const args = ["matrix", "--launcher", launcher, "--fault", faults, "--runs", folder];
        const child = startCli(args, { env: { GATECRASH_TEST_FOLDER: folder } });
        const ended = resultOf(child);
        await new Promise((resolve) => setTimeout(resolve, after_ms));
        seen = Math.max(seen, leftBehind(folder, launcher === "docker").length);
        child.kill(signal);
        await ended;
        const left = await untilNothing(() => leftBehind(folder, launcher === "docker"));
        t.strictSame(left, [], `${signal} after ${after_ms} ms`);
      }
      t.ok(seen > 0, "while it ran there was something to see");
    },
  );
}

async function untilNothing(look: () => string[]): Promise<string[]> {
  for (let times = 0; times < looks; times += 1) {
    if (look().length === 0) return [];
    await new Promise((resolve) => setTimeout(resolve, look_every_ms));
  }
  return look();
}
