import { variantsOf } from "@gatecrash/core";
import t from "tap";
import { loadFaults, loadProxies } from "../src/catalogue.ts";
import { emptyFolder, runCli } from "./support/cli.ts";
import { launcherSkip } from "./support/launchers.ts";

t.test("explain fault: parameters, acts, symptom, and each pinned version", async (t) => {
  const { code, stdout } = await runCli(["explain", "fault", "chunk-bare-lf"]);
  t.equal(code, 0);
  for (const part of [
    "chunk-bare-lf (framing)\n  The lines of a chunk end with LF in place of CRLF.\n",
    "\n  gap_ms: 0 to 10000, default 100\n",
    "\nVariant with-head\n  parameters  gap_ms=0\n",
    "symptom     invalid-chunk/bare-lf-with-head: A chunked body whose framing is wrong.\n",
    'send text="6\\nworld\\n\\n0\\n\\n" (12 bytes)\n',
    "\n  nginx 1.22, 1.26: 200\n      Before 1.29.4 nginx took a bare LF",
    "\n  nginx 1.30: closed without answer\n",
    "\n  haproxy 3.0, 3.2: 200, cut short\n",
  ]) {
    t.ok(stdout.includes(part), JSON.stringify(part));
  }
});

t.test("explain tells of a setting of its own, and never sends bytes to a terminal", async (t) => {
  const reuse = await runCli(["explain", "fault", "leave-on-reuse"]);
  t.match(reuse.stdout, "asked by    GET /, POST / (10 bytes)\n  topology    the proxy keeps");
  t.match(reuse.stdout, /haproxy 3\.0, 3\.2: closed without answer/);
  const garbage = await runCli(["explain", "fault", "garbage"]);
  t.match(garbage.stdout, /^[\n\x20-\x7e]*$/);
});

t.test("every fault of the catalogue can be explained", async (t) => {
  const drivers = [...(await loadProxies()).values()];
  const pinned = drivers.flatMap(({ pinned }) => pinned).length;
  const ids = [...(await loadFaults()).entries()].filter((_, index) => index % 8 === 0);
  for (const [id, { fault }] of ids) {
    const { code, stdout } = await runCli(["explain", "fault", id]);
    t.equal(code, 0, id);
    const versions = [...stdout.matchAll(/^ {2}(?:nginx|haproxy) ([\d., ]+): /gm)];
    const named = versions.flatMap(([, list = ""]) => list.split(", ")).length;
    t.equal(named, variantsOf(fault).length * pinned, `${id}: each version in each variant, once`);
  }
});

t.test("diff: what the drivers declare of two versions", async (t) => {
  const upgrade = await runCli(["diff", "nginx@1.22", "nginx@1.30"]);
  t.equal(upgrade.code, 0);
  t.match(
    upgrade.stdout,
    /^nginx 1\.22 → 1\.30: the declared outcome of \d+ of \d+ rows changes\n/,
  );
  t.match(upgrade.stdout, "\nchunked-twice\n  1.22  200\n");
  t.notMatch(upgrade.stdout, "cut-body", "what stays the same is not named");
  const one = await runCli([
    "diff",
    "haproxy@3.2.0",
    "haproxy@3.2",
    "--fault",
    "status-four-digits",
  ]);
  t.match(one.stdout, /1 of 1 rows.*\n\nstatus-four-digits\n {2}3\.2\.0 {2}2000\n/);
  const same = await runCli(["diff", "haproxy@3.0", "haproxy@3.0"]);
  t.match(same.stdout, "outcome of 0 of");
});

t.test("diff --run: what the proxies do", { skip: await launcherSkip("docker") }, async (t) => {
  const faults = "two-equal-lengths,chunked-twice,error-status";
  const args = ["--run", "--launcher", "docker", "--fault", faults, "--runs", emptyFolder(t)];
  const { code, stdout, stderr } = await runCli(["diff", "nginx@1.22", "nginx@1.30", ...args]);
  t.equal(code, 0, stdout + stderr);
  t.match(stdout, /^nginx 1\.22 → 1\.30: the observed outcome of 3 of 15 rows changes\n/);
  t.match(stdout, "\nchunked-twice\n  1.22  200\n");
  t.notMatch(stdout, "error-status");
});
