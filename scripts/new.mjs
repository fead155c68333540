// npm run new -- fault <id> --family <family> | proxy <id> | reporter <id>: the skeleton of a unit.
import { access, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { templates } from "./new/templates.mjs";
import { SetupProblem, withProblems } from "./setup/problem.mjs";
import { root, say } from "./setup/shell.mjs";

const usage = [
  "usage: npm run new -- fault <id> --family <family>",
  "       npm run new -- proxy <id>",
  "       npm run new -- reporter <id>",
  "An id is lower-case words with hyphens between them, such as stall-body.",
].join("\n");

await withProblems(async () => {
  const { kind, id, family } = readArguments();
  const template = templates[kind];
  const name = template.file(id, family);
  const file = join(root, name);
  if (await exists(file)) throw new SetupProblem(`${name} is there already.`, 3);
  if (kind === "fault") await requireFamily(family);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, template.text(id));
  console.log(`${name}\n${template.next.join("\n")}`);
});

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { family: { type: "string" } },
    });
    const [kind = "", id = "", ...more] = positionals;
    const family = values.family;
    const good = Object.hasOwn(templates, kind) && isId(id) && more.length === 0;
    if (good && (kind !== "fault") === (family === undefined)) return { kind, id, family };
  } catch (error) {
    say(error.message);
  }
  throw new SetupProblem(usage, 3);
}

function isId(text) {
  return /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text);
}

/** A family is a folder; a mistyped one would quietly become a new one. */
async function requireFamily(family) {
  const entries = await readdir(join(root, "packages/faults/src"), { withFileTypes: true });
  const families = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (families.includes(family)) return;
  const text = `No family "${family}"; there are ${families.join(", ")}. For a new one make its folder.`;
  throw new SetupProblem(text, 3);
}

function exists(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}
