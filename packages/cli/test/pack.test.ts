import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reportSchema } from "@gatecrash/core";
import t from "tap";
import { emptyFolder, workspace } from "./support/cli.ts";
import { execute, installPacked } from "./support/installed.ts";
import { launcherSkip } from "./support/launchers.ts";

/** What is published, in a folder of its own with no checkout near. */
const app = emptyFolder(t);
const packed = await installPacked(app);
/** What a user has who is not in the checkout; and the way to a Docker daemon, if there is one. */
const { PATH, DOCKER_HOST, GATECRASH_NODE_IMAGE } = process.env;
const env = Object.fromEntries(
  Object.entries({ PATH, DOCKER_HOST, GATECRASH_NODE_IMAGE, HOME: app, NO_COLOR: "1" }).filter(
    ([, value]) => value !== undefined,
  ),
);
const options = { cwd: app, env };
const gatecrash = (...args: string[]) =>
  execute(join(app, "node_modules/.bin/gatecrash"), args, options);

t.test("each package brings what it names, a licence and a page about itself", async (t) => {
  const licence = readFileSync(join(workspace, "LICENSE"), "utf8");
  t.equal(packed.length, 9);
  for (const { manifest, folder, files } of packed) {
    const { name } = manifest;
    t.equal(readFileSync(join(folder, "LICENSE"), "utf8"), licence, `${name}: LICENSE`);
    t.match(readFileSync(join(folder, "README.md"), "utf8"), /^# /m, `${name}: README.md`);
    for (const target of targetsOf(manifest.exports)) {
      t.ok(existsSync(join(folder, target)), `${name}: ${target}`);
    }
    const strange = files.filter((file) => /(^|\/)(test|src)\/|\.tsbuildinfo$/.test(file));
    t.strictSame(strange, [], `${name}: no tests, sources or build state`);
    for (const [dependency, version] of Object.entries(manifest.dependencies)) {
      const there = join(app, "node_modules", dependency, "package.json");
      const { version: found } = JSON.parse(readFileSync(there, "utf8")) as { version: string };
      t.equal(found, version, `${name}: ${dependency}`);
    }
  }
});

t.test(
  "agents and upstream processes come bundled, with the licences of what is in it",
  async (t) => {
    const { folder = "" } = packed.find(({ manifest }) => manifest.name === "gatecrash") ?? {};
    for (const file of ["agent-main.js", "worker-main.js", "made-of.json"]) {
      t.ok(existsSync(join(folder, "bundle", file)), file);
    }
    t.match(readFileSync(join(folder, "bundle/LICENSES.txt"), "utf8"), /^fastify$/m);
  },
);

t.test("every export can be imported", async (t) => {
  const names = packed.flatMap(({ manifest }) =>
    Object.keys(manifest.exports)
      .filter((path) => !path.endsWith(".json"))
      .map((path) => manifest.name + path.slice(1)),
  );
  const code = `for (const name of ${JSON.stringify(names)}) await import(name);`;
  await t.resolves(execute(process.execPath, ["--input-type=module", "-e", code], options));
});

t.test("the command is there, with its catalogues", async (t) => {
  const { version } = packed.find(({ manifest }) => manifest.name === "gatecrash")?.manifest ?? {};
  t.equal((await gatecrash("--version")).stdout, `${version}\n`);
  for (const what of ["faults", "proxies", "launchers", "reporters", "symptoms"]) {
    t.not((await gatecrash("list", what)).stdout, "", what);
  }
  const { stdout: trials } = await gatecrash("run", "--list");
  t.match(trials, /^\S*upstream-down\/not-running\//m, "and the scenarios");
  // Exit code 4 says that nothing can run here, which is an answer too.
  const { stdout } = await gatecrash("doctor").catch((error: { code: number; stdout: string }) => {
    t.equal(error.code, 4);
    return error;
  });
  t.match(stdout, `gatecrash ${version}`);
});

const scenario = `title: Installed from a package
faults:
  - use: refuse
  - use: crash
  - name: half-a-body
    symptom: body-cut-short
    script: [read-head, { send: "HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nhalf" }, reset]
`;

for (const launcher of ["docker", "netns", "process"]) {
  t.test(`${launcher}: runs a scenario`, { skip: await launcherSkip(launcher) }, async (t) => {
    writeFileSync(join(app, "own.yaml"), scenario);
    const args = ["run", "own.yaml", "--launcher", launcher, "--reporter", "json"];
    const { stdout } = await gatecrash(...args);
    const report = reportSchema.parse(JSON.parse(stdout));
    t.ok(report.trials.length >= 3, "there were trials");
    const wrong = report.trials.filter(({ verdict }) => verdict !== "pass");
    t.strictSame(
      wrong.map(({ id, verdict, reason }) => `${verdict} ${id}: ${reason}`),
      [],
    );
    t.ok(existsSync(join(app, ".gatecrash/runs/latest/history.jsonl")), "and left its record");
  });
}

/** The files that a manifest's `exports` name for those who install the package. */
function targetsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  const parts = Object.entries(value as Record<string, unknown>);
  // Sources are for the workspace alone: nobody else sets this condition.
  return parts.flatMap(([name, part]) => (name === "@gatecrash/source" ? [] : targetsOf(part)));
}
