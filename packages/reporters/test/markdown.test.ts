import { readdirSync } from "node:fs";
import fc from "fast-check";
import t from "tap";
import { folder } from "../src/index.ts";
import markdown from "../src/markdown.ts";
import { codeBlock, escapeHtml, escapeMarkdown } from "../src/markdown/escape.ts";
import { names, print } from "./stored.ts";
import type { Reporter } from "@gatecrash/core";

t.test("the matrix as a table", async (t) => {
  const lines = print(markdown, "full").split("\n");
  t.equal(lines[0], "**17 trials** · 12 pass · 1 fail · 1 finding · 1 unknown · 2 skipped");
  t.strictSame(lines.slice(2, 10), [
    "| fault | left 1.2.3 | right 3.0.4 | left 9.9.0 |",
    "| --- | --- | --- | --- |",
    "| **connect** |  |  |  |",
    "| refused | 502 | 503 | ! 504 |",
    "| **head** |  |  |  |",
    "| close-before-head fin | 502 | **✗ 200** |  |",
    "| close-before-head rst | 502 | ? 502 |  |",
    "| silent-before-head | 504 | 504 |  |",
  ]);
  t.ok(lines.includes("| 504 | every proxy | silent-before-head |"));
  t.ok(lines.includes("- reason: outcome: expected 502, got 200"));
  t.ok(lines.includes("- 2 skipped: needs upstream-process: an upstream process of its own"));
});

t.test(
  "in every stored run a table's rows have as many cells, and blocks are closed",
  async (t) => {
    for (const name of names) {
      const lines = print(markdown, name).split("\n");
      const cells = (line: string) => line.replace(/\\\|/g, "").split("|").length;
      let before: string | undefined;
      for (const line of withoutCode(lines)) {
        if (line.startsWith("|") && before?.startsWith("|"))
          t.equal(cells(line), cells(before), line);
        before = line;
      }
      const count = (start: string) => lines.filter((line) => line.startsWith(start)).length;
      t.equal(count("<details>"), count("</details>"), name);
      t.notMatch(withoutCode(lines).join("\n"), "<script");
      t.notMatch(withoutCode(lines).join("\n"), "@everyone");
    }
  },
);

/** Lines outside of code; a block ends with the fence that it started with. */
function withoutCode(lines: readonly string[]): string[] {
  let fence: string | undefined;
  return lines.filter((line) => {
    const found = /^(`{3,})(?:text)?$/.exec(line)?.[1];
    if (fence === undefined && found !== undefined) fence = found;
    else if (found === fence) fence = undefined;
    else return fence === undefined;
    return false;
  });
}

t.test("escapes", async (t) => {
  t.equal(
    escapeMarkdown("a|b`c`<d>\n_e_ @f left@1.2"),
    "a\\|b\\`c\\`&lt;d&gt;\\\\x0a\\_e\\_ @&#8203;f left@1.2",
  );
  t.equal(escapeHtml("<b>`|\n"), "&#60;b&#62;&#96;&#124;&#92;x0a");
  t.strictSame(codeBlock(["```", "`````"]), ["``````text", "```", "`````", "``````"]);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const safe = escapeMarkdown(text);
      return (
        !/[\n\r<>]|(?<!\\)(?:\\\\)*[|`*_[\]]/.test(safe) && !/[\n\r<>|`]/.test(escapeHtml(text))
      );
    }),
  );
});

t.test("every file of the folder is a reporter with the id of its name", async (t) => {
  const files = readdirSync(folder).filter((name) => /^(?!index\.).*\.ts$/.test(name));
  t.strictSame(files, ["json.ts", "junit.ts", "markdown.ts", "tap.ts", "text.ts"]);
  for (const file of files) {
    const { default: reporter } = (await import(new URL(file, folder).href)) as {
      default: Reporter;
    };
    t.equal(`${reporter.id}.ts`, file);
    t.match(reporter.summary, /^[^.\n]+\.$/, "one sentence");
  }
});
