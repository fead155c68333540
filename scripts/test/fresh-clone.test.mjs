import { access } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { ask, root } from "../setup/shell.mjs";
import { cloneCheckout, linkDependencies } from "../suite/clone.mjs";
import { readmeLines } from "../suite/readme.mjs";

// npm ci and a build of everything may take their time where other tests run beside them.
t.setTimeout(600_000);

/** One fault is enough here: this is about the way to it. */
const few = "-- --fault refuse";

const doctor = await ask(
  process.execPath,
  [join(root, "packages/cli/bin/gatecrash.js"), "doctor"],
  60_000,
);
const skip = doctor.code === 4 && "no launcher can run the proxies here";

t.test(
  "README.md: a fresh clone, its first and second run, a fault of one's own",
  { skip },
  async (t) => {
    const clone = await cloneCheckout();
    t.teardown(clone.remove);
    const [matrix, test] = (await readmeLines("fresh clone")).map((line) =>
      line.split("#")[0].trim(),
    );
    t.strictSame([matrix, test], ["npm run matrix", "npm test"]);

    let first = await clone.type(`${matrix} ${few}`);
    t.match(first.text, "No dependencies yet: npm ci");
    if (/npm ci ended with/.test(first.text)) {
      t.comment(`npm has neither network nor cache, its own packages are linked:\n${first.text}`);
      await linkDependencies(clone.folder);
      first = await clone.type(`${matrix} ${few}`);
    }
    t.match(first.text, "Sources changed: tsc -b");
    t.equal(first.code, 0, { output: first.text });
    t.match(first.text, /refuse +50[23] +50[23]/);

    const second = await clone.type(`${matrix} ${few}`);
    t.equal(second.code, 0, { output: second.text });
    t.notMatch(second.text, /npm ci|tsc -b/, "the second run sets nothing up");

    const suite = await clone.type(`${test} -- scripts/test/suite.test.mjs`);
    t.equal(suite.code, 0, { output: suite.text });
    t.match(suite.text, /^\d+ passed, 0 failed, \d+ skipped$/m);

    const [add, ...more] = await readmeLines("new fault");
    t.strictSame(more, [], "one line makes a fault");
    const added = await clone.type(add);
    t.equal(added.code, 0, { output: added.text });
    const [, id, family] = /fault (\S+) --family (\S+)/.exec(add);
    await access(join(clone.folder, `packages/faults/src/${family}/${id}.ts`));
    const run = await clone.type(`${matrix} -- --fault ${id}`);
    t.equal(run.code, 0, { output: run.text });
    t.match(run.text, new RegExp(`${id} +200 cut +200 cut`), "it is in the matrix by itself");
    const listed = await clone.type("npx gatecrash list faults");
    t.match(listed.text, new RegExp(`^${family} +${id} `, "m"), "and in the list");
  },
);
