import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { parseVersion } from "@gatecrash/core";
import { explain } from "../src/netns/explain.ts";
import { findNative, satisfies } from "../src/shared/find-native.ts";
import { drivers } from "./fixtures/lanes.ts";

const folder = await mkdtemp(join(tmpdir(), "gatecrash-find-"));
t.teardown(() => rm(folder, { recursive: true }));

async function program(name: string, script: string, mode = 0o755): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, mode);
  return file;
}

const own = { ...drivers.nginx, binary: "gatecrash-test-nginx" };
const banner = "nginx version: nginx/1.26.3 (somebody's build)";
const good = await program(own.binary, `[ "$1" = -v ] && echo "${banner}" >&2`);

t.test("by PATH, and by name", async (t) => {
  const before = process.env["PATH"];
  const absent = await findNative(own, { id: "nginx" });
  t.match(absent, {
    missing: /no program "gatecrash-test-nginx" on PATH/,
    mend: [/apt-get install/, /--binary nginx=/, /--launcher docker --proxy nginx@1\.26$/],
  });
  process.env["PATH"] = `relative:${folder}:${before ?? ""}`;
  t.teardown(() => {
    process.env["PATH"] = before;
  });
  t.strictSame(await findNative(own, { id: "nginx" }), { program: good, version: banner });
  t.match(await findNative(drivers.nginx, { id: "nginx", binary: own.binary }), { program: good });
});

t.test("by version", async (t) => {
  for (const version of ["1", "1.26", "1.26.3"]) {
    t.match(await findNative(own, { id: "nginx", binary: good, version }), { program: good });
  }
  const other = await findNative(own, { id: "nginx", binary: good, version: "1.2" });
  t.match(other, {
    missing: `nginx 1.2 is wanted, ${good} is 1.26.3`,
    mend: [/--binary/, /--launcher docker --proxy nginx@1\.2$/],
  });
  const version = parseVersion("HAProxy version 2.6.12-1+deb12u4 2026/10/17");
  t.ok(version && satisfies(version, "2.6") && !satisfies(version, "2.6.1"));
});

t.test("a program that cannot be used", async (t) => {
  const broken = await program("broken", "echo 'no such library' >&2; exit 127");
  const text = await program("text", "echo 1.26.3", 0o644);
  const find = (binary: string) => findNative(own, { id: "nginx", binary });
  t.match(await find(broken), {
    missing: `${broken} does not run: "${broken} -v" printed no version (exit code 127: no such library)`,
  });
  for (const file of [text, folder, join(folder, "absent")]) {
    t.match(await find(file), { missing: `${file} is not a program that can be run` });
  }
  t.match(await findNative(own, { id: "nginx", image: "nginx:1.26" }), {
    missing: /without Docker/,
    mend: [/--launcher docker --image nginx=nginx:1\.26/],
  });
});

t.test("netns says what keeps it from working", async (t) => {
  const failed = { ok: false, stdout: "" };
  const cases = [
    [{ stderr: "", failure: "not-found" }, /setpriv .* not here/, /install util-linux/],
    [
      { stderr: "unshare: unrecognized option: keep-caps" },
      /util-linux 2\.36/,
      /install util-linux/,
    ],
    [
      { stderr: "setpriv: failed to execute unshare: No such file" },
      /unshare of util-linux/,
      /util-linux/,
    ],
    [{ stderr: "sh: 1: ip: not found" }, /command ip is not here/, /install iproute2/],
    [
      { stderr: "warning\nunshare: unshare failed: Operation not permitted\n" },
      /unshare failed: Operation not permitted/,
      /root|container|sysctl/,
    ],
  ] as const;
  for (const [probe, because, mend] of cases) {
    const { mend: mends, ...why } = await explain({ ...failed, code: 1, ...probe });
    t.match(why.because, because);
    t.match(mends[0], mend);
    t.match(mends.at(-1), "gatecrash run --launcher process");
  }
});
