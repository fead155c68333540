import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import t from "tap";
import { isFresh, programModule } from "../src/bundle.ts";
import { emptyFolder } from "./support/cli.ts";

t.test("a bundle serves until a package in it is built anew", async (t) => {
  const folder = join(emptyFolder(t), "bundle");
  const url = pathToFileURL(`${folder}/`);
  t.notOk(
    isFresh(url, () => 0),
    "there is none",
  );
  mkdirSync(folder);
  t.notOk(
    isFresh(url, () => 0),
    "it is being made",
  );
  const made = join(folder, "made-of.json");
  writeFileSync(made, JSON.stringify(["core", "upstream"]));
  const made_ms = statSync(made).mtimeMs;
  t.ok(isFresh(url, () => made_ms - 1));
  t.notOk(isFresh(url, (name) => (name === "upstream" ? made_ms + 1 : 0)));
  t.ok(
    isFresh(url, (name) => (name === "proxies" ? made_ms + 1 : undefined)),
    "neither what is not in it nor what is installed counts",
  );
});

t.test("faults of a user's own are never joined with the bundle's packages", async (t) => {
  t.match(programModule("agent-main", ["own"]).pathname, /\/cli\/dist\/agent-main\.js$/);
  // Run from the sources nothing was built after it: it serves if it is there.
  const there = existsSync(new URL("../bundle/made-of.json", import.meta.url));
  const where = there ? "bundle" : "dist";
  t.match(programModule("worker-main", []).pathname, `/cli/${where}/worker-main.js`);
});
