import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { reportSchema } from "@gatecrash/core";
import t from "tap";
import type { Test } from "tap";
import { emptyFolder, runCli } from "./support/cli.ts";
import { launcherSkip } from "./support/launchers.ts";

const skip = await launcherSkip("process");

/** A program that says it is nginx, and does something else when it is started. */
function fakeNginx(t: Test, instead: string): { folder: string; file: string } {
  const folder = emptyFolder(t);
  const file = join(folder, "nginx");
  const version = 'if [ "$1" = -v ]; then echo "nginx version: nginx/1.22.1" >&2; exit 0; fi';
  writeFileSync(file, `#!/bin/sh\n${version}\n${instead}\n`, { mode: 0o755 });
  return { folder, file };
}

t.test(
  "a proxy that does not start: its own message, once, and no verdict",
  { skip },
  async (t) => {
    const message = 'nginx: [emerg] unknown directive "foo" in nginx.conf:3';
    const { folder, file } = fakeNginx(t, `echo '${message}' >&2; echo second >&2; exit 1`);
    const own = ["--launcher", "process", "--proxy", "nginx", "--binary", `nginx=${file}`];
    const run = await runCli(["matrix", "--fault", "refuse,cut-body", "--runs", folder, ...own]);
    t.equal(run.code, 2, run.stderr);
    const text = run.stdout.replaceAll(/\s+/g, " ");
    const said = `${message} | second`;
    t.match(text, `10 trials unknown: nginx (${file}): it ended (exit code 1); it said: ${said}`);
    const shown = await runCli(["report", join(folder, "latest"), "--reporter", "json"]);
    const { totals, troubles } = reportSchema.parse(JSON.parse(shown.stdout));
    t.match(totals, { pass: 0, fail: 0, unknown: 10 });
    t.match(troubles, [/^proxy-start-failed: /]);
  },
);

t.test("what is named must be there: nothing is skipped in silence", { skip }, async (t) => {
  const { folder, file } = fakeNginx(t, "exit 1");
  const missing = [
    { args: ["--binary", "nginx=/nowhere/nginx"], says: "/nowhere/nginx is not a program" },
    { args: ["--binary", "nginx=/bin/false"], says: "/bin/false does not run" },
    { args: ["--binary", `nginx=${file}`, "--proxy", "haproxy,nginx@1.26"], says: "is 1.22.1" },
  ];
  for (const { args, says } of missing) {
    const common = ["--launcher", "process", "--fault", "refuse", "--runs", join(folder, "runs")];
    const { code, stderr } = await runCli(["matrix", ...common, ...args]);
    t.equal(code, 4, args.join(" "));
    t.match(stderr, says);
    t.match(stderr, "nothing here can run all the proxies that were named");
  }
});
