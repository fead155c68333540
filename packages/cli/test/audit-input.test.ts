import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import t from "tap";
import { emptyFolder, runCli } from "./support/cli.ts";

const server = "server { listen 8080; location / { proxy_pass http://10.0.3.7:8080; } }";
const good = `events {}\nhttp { ${server} }\n`;

/** Bytes of any value, the same in each run. */
const garbage = Buffer.from(
  Array.from({ length: 20_000 }, (_, index) => (index * 7_919 + 13) % 256),
);

interface BadInput {
  name: string;
  /** Path in the folder → content. */
  files: Record<string, string | Buffer>;
  /** Path in the folder → where the link leads. */
  links?: Record<string, string>;
  /** What is named to the audit; else the folder. */
  path?: string;
  more?: string[];
  says: RegExp;
}

const inputs: readonly BadInput[] = [
  {
    name: "a path that is not there",
    files: {},
    path: "nginx.conf",
    says: /nginx\.conf: there is no/,
  },
  { name: "an empty folder", files: {}, says: /no file in this folder ends with \.cfg or \.conf/ },
  { name: "an empty file", files: { "nginx.conf": "" }, says: /no configuration of/ },
  {
    name: "a byte order mark",
    files: { "nginx.conf": `\ufeff${good}` },
    says: /nginx\.conf:1: it begins with a byte order mark/,
  },
  {
    name: "prose",
    files: { "nginx.conf": "Dear all,\n\nthe meeting is at ten.\n" },
    says: /no configuration of/,
  },
  {
    name: "JSON",
    files: { "nginx.conf": '{ "http": { "server": 1 } }' },
    says: /no configuration/,
  },
  { name: "binary garbage", files: { "nginx.conf": garbage }, says: /no configuration of/ },
  {
    name: "binary garbage that is said to be nginx's",
    files: { "nginx.conf": garbage },
    more: ["--proxy", "nginx"],
    says: /nginx\.conf:\d+/,
  },
  {
    name: "binary garbage that is said to be HAProxy's",
    files: { "haproxy.cfg": garbage },
    more: ["--proxy", "haproxy"],
    says: /haproxy\.cfg/,
  },
  {
    name: "a block that is not closed",
    files: { "nginx.conf": `events {}\nhttp { ${server}\n` },
    says: /nginx\.conf:\d+: /,
  },
  {
    name: "a loop of includes",
    files: {
      "nginx.conf": "events {}\nhttp { include a.conf; }\n",
      "a.conf": "include b.conf;\n",
      "b.conf": "include a.conf;\n",
    },
    says: /[ab]\.conf:1: .*includes/,
  },
  {
    name: "an include that is not there",
    files: { "nginx.conf": "events {}\nhttp { include sites/shop.conf; }\n" },
    says: /nginx\.conf:2: cannot include .*sites\/shop\.conf: there is neither .*shop\.conf nor /,
  },
  {
    name: "a file of 5 MB",
    files: { "nginx.conf": good + `# ${"x".repeat(98)}\n`.repeat(50_000) },
    says: /nginx\.conf: a configuration may have 4 MiB/,
  },
  {
    name: "an include of 5 MB",
    files: {
      "nginx.conf": `events {}\nhttp { include big.conf; ${server} }\n`,
      "big.conf": `# ${"x".repeat(98)}\n`.repeat(50_000),
    },
    says: /big\.conf: a configuration may have 4 MiB/,
  },
  {
    name: "a link out of the folder",
    files: { "nginx.conf": `events {}\nhttp { include passwords; ${server} }\n` },
    links: { passwords: "/etc/passwd" },
    says: /passwords: a link that leads out of/,
  },
  {
    name: "a folder for a link out of the folder",
    files: { "nginx.conf": `events {}\nhttp { include sites/*; ${server} }\n` },
    links: { sites: "/etc/apt" },
    says: /sites\/.*: a link that leads out of/,
  },
  {
    name: "a main file that is a device",
    files: {},
    links: { "nginx.conf": "/dev/zero" },
    says: /nginx\.conf: (a link that leads out of|is no file)/,
  },
  {
    name: "a fault that is not there",
    files: { "nginx.conf": good },
    more: ["--fault", "refuse,cut-bdy"],
    says: /no fault "cut-bdy".*Did you mean "cut-body"/,
  },
  {
    name: "a variant that is not there",
    files: { "nginx.conf": good },
    more: ["--fault", "cut-body~length-fun"],
    says: /no variant of cut-body "length-fun".*Did you mean "length-fin"/,
  },
  {
    name: "a finding that is not there",
    files: { "nginx.conf": good },
    more: ["--ignore", "long-wiat"],
    says: /no finding "long-wiat".*Did you mean "long-wait"/,
  },
  {
    name: "a comparison with what is no audit",
    files: { "nginx.conf": good, "old.json": "{}" },
    more: ["--against", "old.json"],
    says: /old\.json: this is no audit that was saved/,
  },
];

/** Every file of a folder with its content: what must not have changed. */
function contentOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(names.map((name) => [name, textOf(join(folder, name))]));
}

function textOf(path: string): string {
  return statSync(path).isFile() ? readFileSync(path, "latin1") : "a folder";
}

for (const { name, files, links = {}, path = "", more = [], says } of inputs) {
  t.test(name, async (t) => {
    const folder = emptyFolder(t);
    const own = join(folder, "own");
    mkdirSync(own);
    for (const [file, content] of Object.entries(files)) writeFileSync(join(own, file), content);
    const before = contentOf(own);
    for (const [file, target] of Object.entries(links)) symlinkSync(target, join(own, file));
    const runs = join(folder, "runs");
    const args = ["audit", join(own, path), "--launcher", "netns", "--runs", runs, ...more];
    const { code, stdout, stderr } = await runCli(args, { cwd: own });
    t.equal(code, 3, stderr);
    t.match(stderr, says);
    t.notMatch(stderr, /\n {4}at /, "no stack");
    t.equal(stdout, "", "nothing was told");
    t.notOk(existsSync(runs), "nothing was run");
    for (const [file, content] of Object.entries(before)) t.equal(textOf(join(own, file)), content);
    const left = readdirSync(own).sort();
    t.strictSame(
      left,
      [...Object.keys(before), ...Object.keys(links)].sort(),
      "nothing was written",
    );
  });
}
