import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { emptyFolder, runCli } from "./support/cli.ts";

/** Everything that is wrong is refused before anything starts: exit 3, what and where, no run folder. */
const options: readonly { args: string[]; says: RegExp }[] = [
  { args: ["run", "--proxy", "ngnix"], says: /no proxy "ngnix".*Did you mean "nginx"/ },
  { args: ["run", "--proxy", "nginx@latest"], says: /expected a version such as nginx@1\.26/ },
  { args: ["run", "--launcher", "dokcer"], says: /no launcher "dokcer".*Did you mean "docker"/ },
  { args: ["run", "--fault", "cut-bdy"], says: /no fault "cut-bdy".*Did you mean "cut-body"/ },
  { args: ["run", "--reporter", "jnit"], says: /no reporter "jnit".*Did you mean "junit"/ },
  { args: ["run", "--grep", "("], says: /not a regular expression/ },
  { args: ["run", "--grep", "nothing-is-called-so"], says: /no trial is left/ },
  { args: ["run", "--width", "0"], says: /whole number from 1/ },
  { args: ["run", "--time-scale", "fast"], says: /number from 0\.2 to 100/ },
  { args: ["run", "--binary", "nginx"], says: /expected <proxy>=<value>/ },
  { args: ["run", "--output", "no/such/x.xml"], says: /there is no folder no\/such/ },
  { args: ["run", "--output", "."], says: /expected a file, this is a folder/ },
  {
    args: ["run", "--output", "a", "--output", "b"],
    says: /--output b: .*there are 1 for 2 files/,
  },
  { args: ["run", "--widht", "2"], says: /unknown option '--widht'.*\n?.*--width/ },
  { args: ["rnu"], says: /unknown command 'rnu'.*\n?.*run/ },
  { args: ["list", "fault"], says: /cannot list "fault".*Did you mean "faults"/ },
  { args: ["explain", "symptom", "healthy"], says: /cannot explain "symptom"/ },
  { args: ["explain", "fault", "cut-bdy"], says: /no fault "cut-bdy".*Did you mean "cut-body"/ },
  { args: ["diff", "nginx@1.22", "haproxy@3.0"], says: /expected two versions of one proxy/ },
  { args: ["diff", "nginx@1.22", "nginx"], says: /expected a version such as nginx@1\.30/ },
  { args: ["diff", "nginx@1.22", "nginx@1.30", "--fault", "cut-bdy"], says: /no fault "cut-bdy"/ },
  { args: ["run", "no-such-file.yaml"], says: /no-such-file\.yaml.*ENOENT/ },
  { args: ["judge", "no-such-file.jsonl"], says: /no-such-file\.jsonl.*ENOENT/ },
];

for (const { args, says } of options) {
  t.test(`gatecrash ${args.join(" ")}`, async (t) => {
    const runs = join(emptyFolder(t), "runs");
    const more = args[0] === "run" ? ["--runs", runs] : [];
    const { code, stderr, stdout } = await runCli([...args, ...more]);
    t.equal(code, 3);
    t.match(stderr, says);
    t.equal(stdout, "");
  });
}

const scenarios: readonly { name: string; text: string; says: RegExp }[] = [
  { name: "not YAML", text: "title: [", says: /bad\.yaml:1:\d+: / },
  { name: "empty", text: "", says: /bad\.yaml:1:1: / },
  {
    name: "an unknown key",
    text: "title: x\nfualts: []\nfaults: [{ use: refuse }]\n",
    says: /bad\.yaml:2:1: .*"fualts".*did you mean "faults"/,
  },
  {
    name: "an unknown fault",
    text: "title: x\nfaults:\n  - use: refuze\n",
    says: /bad\.yaml:3:5: unknown fault "refuze".*Did you mean "refuse"/,
  },
  {
    name: "a parameter out of bounds",
    text: "title: x\nfaults:\n  - use: cut-body\n    params: { sent_bytes: -1 }\n",
    says: /bad\.yaml:4:\d+: cut-body: sent_bytes: /,
  },
  {
    name: "a timer that is a word",
    text: "title: x\ntopology:\n  timeouts: { read_ms: long }\nfaults: [{ use: refuse }]\n",
    says: /bad\.yaml:3:\d+: topology\.timeouts\.read_ms: /,
  },
  {
    name: "an unknown act",
    text: "title: x\nfaults:\n  - symptom: refused\n    script: [reed-head]\n",
    says: /bad\.yaml:4:\d+: /,
  },
  {
    name: "an upstream that is not there",
    text: "title: x\nfaults: [{ use: refuse, upstream: 2 }]\n",
    says: /bad\.yaml:2:\d+: there are only 1 upstreams/,
  },
  {
    name: "a matcher for what is not read",
    text: "title: x\nfaults: [{ use: refuse, when: { path: /a } }]\n",
    says: /bad\.yaml:2:\d+: .*acts before a request is read/,
  },
];

for (const { name, text, says } of scenarios) {
  t.test(`a scenario with ${name}`, async (t) => {
    const folder = emptyFolder(t);
    const file = join(folder, "bad.yaml");
    writeFileSync(file, text);
    const { code, stderr } = await runCli(["run", file, "--runs", join(folder, "runs")]);
    t.equal(code, 3, stderr);
    t.match(stderr, says);
  });
}

t.test("bytes of a file or an argument do not reach the terminal as they are", async (t) => {
  const folder = emptyFolder(t);
  const file = join(folder, "bad.yaml");
  writeFileSync(file, 'title: x\n"\\e]0;title\\a": 1\nfaults: [{ use: refuse }]\n');
  for (const args of [
    ["run", file],
    ["run", "\u001b[31m.yaml"],
    ["\u001b[31m"],
    ["run", "--\u009b"],
  ]) {
    const { code, stderr } = await runCli(args);
    t.equal(code, 3, stderr);
    t.match(stderr, /\\x(1b|9b)/);
    t.notMatch(stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
  writeFileSync(file, 'title: "\\e[31m\\r\\n\\u202e"\nfaults: [{ use: refuse }]\n');
  const { stdout } = await runCli(["list", "scenarios", file]);
  t.match(stdout, String.raw`\x1b[31m\x0d\x0a\u{202e}`);
});

t.test("a history that is none", async (t) => {
  const file = join(emptyFolder(t), "history.jsonl");
  writeFileSync(file, "hello\nworld\n");
  const { code, stderr } = await runCli(["judge", file]);
  t.equal(code, 3);
  t.match(stderr, /history\.jsonl:1: not an entry of a history/);
});

t.test("nothing can run here: exit 4, and for each of the ways what to do", async (t) => {
  const runs = join(emptyFolder(t), "runs");
  const { code, stderr } = await runCli(["matrix", "--proxy", "nginx@0.1", "--runs", runs]);
  t.equal(code, 4, stderr);
  for (const launcher of ["docker", "netns", "process"])
    t.match(stderr, new RegExp(`\\b${launcher}[,:]`));
  t.match(stderr, "Any one of these is enough");
});

t.test("a folder for runs that cannot be written", async (t) => {
  const folder = emptyFolder(t);
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  const { code, stderr } = await runCli([
    "matrix",
    "--fault",
    "refuse",
    "--launcher",
    "process",
    "--runs",
    file,
  ]);
  t.equal(code, 2);
  t.match(stderr, /output-failed/);
});

const root = process.getuid?.() === 0 && "root reads every folder";

t.test("an unreadable folder of scenarios", { skip: root }, async (t) => {
  const folder = join(emptyFolder(t), "closed");
  mkdirSync(folder);
  chmodSync(folder, 0o000);
  const { code, stderr } = await runCli(["run", folder]);
  t.equal(code, 3);
  t.match(stderr, /EACCES/);
});
