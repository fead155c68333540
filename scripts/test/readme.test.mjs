import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { ask, root } from "../setup/shell.mjs";
import { curlLines } from "../suite/playground.mjs";
import { blocksOf, readmeBlocks, readmeLines } from "../suite/readme.mjs";

/** Which test runs the blocks of a label. */
const runners = {
  "fresh clone": "fresh-clone.test.mjs",
  "new fault": "fresh-clone.test.mjs",
  playground: "playground.test.mjs",
  "command line": "readme.test.mjs",
};

const bin = join(root, "packages/cli/bin/gatecrash.js");

/** Runs a line of the README in a shell, where `npx gatecrash` is the command of this checkout. */
function type(line, folder) {
  const npx = `npx() { shift; exec "${process.execPath}" "${bin}" "$@"; }`;
  return ask("sh", ["-c", `${npx}; cd "${folder}" && ${line}`], 120_000);
}

/** A folder that has the scenarios and nothing else: the checkout's own runs stay as they are. */
async function folderFor(t) {
  const folder = await mkdtemp(join(tmpdir(), "gatecrash-readme-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await symlink(join(root, "scenarios"), join(folder, "scenarios"));
  return folder;
}

const doctor = await ask(process.execPath, [bin, "doctor"], 60_000);
const noLauncher = doctor.code === 4 && "no launcher can run the proxies here";

t.test("a label belongs to the block right after it", async (t) => {
  const page = "<!-- test: a -->\n\n```sh\nx\n\ny\n```\n<!-- test: b -->\ntext\n```yaml\nz\n```\n";
  t.strictSame(blocksOf(page), [
    { language: "sh", label: "a", lines: ["x", "", "y"], at: 3 },
    { language: "yaml", label: undefined, lines: ["z"], at: 10 },
  ]);
});

t.test("every block of commands says which test runs it", async (t) => {
  const blocks = (await readmeBlocks()).filter(({ language }) =>
    /^(sh|bash|shell)$/.test(language),
  );
  const labels = new Set();
  for (const { label, at } of blocks) {
    t.ok(Object.hasOwn(runners, label ?? ""), `README.md:${at}: <!-- test: ${label} -->`);
    labels.add(label);
  }
  t.strictSame([...labels].sort(), Object.keys(runners).sort(), "no label is forgotten");
  for (const [label, file] of Object.entries(runners)) {
    const text = await readFile(join(root, "scripts/test", file), "utf8");
    t.match(text, /README|readmeLines/, `${file} runs "${label}"`);
  }
});

t.test("the playground's test types every line of the playground", async (t) => {
  const lines = await readmeLines("playground");
  const typed = (await curlLines("README.md")).map(({ command }) => command);
  const others = lines.filter((line) => !typed.some((command) => line.startsWith(command)));
  // What it sets up itself, and what set-up has done before any test runs.
  t.strictSame(others, ["npm ci && npm run build", "docker compose up --detach"]);
});

t.test("npx gatecrash is there in a checkout", async (t) => {
  const { code, text } = await ask("npx", ["gatecrash", "--version"], 60_000);
  t.equal(code, 0, text);
  const { version } = JSON.parse(await readFile(join(root, "packages/cli/package.json"), "utf8"));
  t.equal(
    text.split("\n").find((line) => /^\d/.test(line)),
    version,
  );
});

t.test("the command line", async (t) => {
  const folder = await folderFor(t);
  const lines = await readmeLines("command line");
  t.ok(lines.length >= 7, "there are lines");
  for (const line of lines) {
    const needsLauncher = !/ (list|serve) | --list/.test(line);
    await t.test(line, { skip: needsLauncher && noLauncher }, async (t) => {
      const { code, text } = await type(line, folder);
      t.equal(code, 0, { output: text });
      if (!line.includes("--output")) t.not(text, "", "it says something");
    });
  }
  if (noLauncher) return;
  const xml = await readFile(join(folder, "report.xml"), "utf8");
  t.ok(isWellFormed(xml), "report.xml", { xml: xml.slice(0, 2_000) });
  t.match(xml, /<testcase /);
});

t.test("the scenario", async (t) => {
  const [block, ...more] = (await readmeBlocks()).filter(({ language }) => language === "yaml");
  t.strictSame(more, [], "there is one");
  const folder = await folderFor(t);
  await writeFile(join(folder, "readme.yaml"), `${block?.lines.join("\n")}\n`);
  const listed = await type("npx gatecrash run readme.yaml --list", folder);
  t.equal(listed.code, 0, { output: listed.text });
  t.equal(listed.text.split("\n").length, 4, "two faults on two proxies");
  await t.test("is as expected", { skip: noLauncher }, async (t) => {
    const { code, text } = await type("npx gatecrash run readme.yaml", folder);
    t.equal(code, 0, { output: text });
  });
});

/** Every element is closed, in order, and nothing stands outside of the one at the root. */
function isWellFormed(xml) {
  const open = [];
  let roots = 0;
  const rest = xml
    .replace(/^<\?xml [^>]*\?>/, "")
    .replace(/<(\/?)([\w.-]+)(?:\s+[\w:.-]+="[^"<]*")*\s*(\/?)>/g, (_tag, closing, name, empty) => {
      if (closing && open.pop() !== name) open.push("wrong", "wrong");
      if (!closing && open.length === 0) roots += 1;
      if (!closing && !empty) open.push(name);
      return "";
    });
  return open.length === 0 && roots === 1 && !/[<]|&(?!\w+;|#\w+;)/.test(rest);
}
