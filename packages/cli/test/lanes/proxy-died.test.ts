import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reportSchema } from "@gatecrash/core";
import t from "tap";
import { emptyFolder, runCli } from "../support/cli.ts";
import { launcherSkip } from "../support/launchers.ts";

/** HAProxy 2.6.12 dereferences nothing when DATA comes before HEADERS (seen: SIGSEGV each time). */
const lethal = `
title: DATA before HEADERS
cause: upstream-crashed
proxies: [haproxy]
topology: { protocol: h2 }
faults:
  - symptom: invalid-frame
    name: data-before-headers
    script:
      - send_hex: "000000040000000000"
      - sleep_ms: 100
      - send_hex: "00000500000000000168656c6c6f"
      - silence
`;

const neighbours = `
title: Neighbours in the same proxy process
cause: upstream-crashed
proxies: [haproxy]
faults:
  - use: cut-body
  - use: close-before-head
`;

function haproxySkip(): string | false {
  try {
    const said = execFileSync("haproxy", ["-v"], { encoding: "utf8" });
    return / 2\.6\./.test(said) ? false : "only HAProxy 2.6 is known to die";
  } catch {
    return "there is no haproxy here";
  }
}

const skip = (await launcherSkip("netns")) || haproxySkip();

t.test(
  "a proxy that a fault kills is told with its signal, and spoils no neighbour",
  { skip },
  async (t) => {
    const folder = emptyFolder(t);
    writeFileSync(join(folder, "lethal.yaml"), lethal);
    writeFileSync(join(folder, "neighbours.yaml"), neighbours);
    const output = join(folder, "report.json");
    const result = await runCli([
      ...["run", join(folder, "lethal.yaml"), join(folder, "neighbours.yaml")],
      ...["--launcher", "netns", "--proxy", "haproxy", "--runs", join(folder, "runs")],
      ...["--reporter", "json", "--output", output],
    ]);
    const report = reportSchema.parse(JSON.parse(readFileSync(output, "utf8")));
    const killer = report.trials.find((trial) => trial.fault === "data-before-headers");
    t.match(killer, { got: "proxy died (SIGSEGV)", outcome: { end: "proxy-died" } });
    const others = report.trials.filter((trial) => trial !== killer);
    t.ok(others.length > 5, "it had neighbours");
    t.strictSame(
      others.filter(({ verdict }) => verdict !== "pass").map(({ id, reason }) => [id, reason]),
      [],
      result.stdout,
    );
  },
);
