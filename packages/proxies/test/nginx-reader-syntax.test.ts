import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { Problem } from "@gatecrash/core";
import { SyntaxTrouble, Tokeniser } from "../src/nginx/reader/syntax/tokenise.ts";
import { bytes, milliseconds } from "../src/nginx/reader/syntax/units.ts";
import { reader } from "../src/nginx/reader.ts";
import { read, sourceOf, type Texts } from "./support/nginx-source.ts";

const installed = spawnSync("nginx", ["-v"]).error === undefined;
const skip = !installed && "nginx is not installed";

/** What nginx says of a text; `-t` binds nothing, and no address stands in these. */
function complaint(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "nginx-words-"));
  try {
    const file = join(folder, "nginx.conf");
    writeFileSync(file, text, "latin1");
    const { stderr } = spawnSync("nginx", ["-t", "-p", folder, "-c", file, "-e", "stderr"], {
      encoding: "latin1",
      timeout: 10_000,
    });
    return stderr;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first word is an unknown directive: nginx names it as it understood it. */
const words = [
  String.raw`plain`,
  String.raw`"two words"`,
  String.raw`'single "double" inside'`,
  String.raw`"a \"quote\" and a \\ backslash"`,
  String.raw`a\ b\;c\{d`,
  String.raw`a#b`,
  String.raw`a"b"c`,
  String.raw`\.php$`,
  String.raw`tab\there`,
  "${variable}x",
  "a$b{c}",
  "x${y}{",
  "a}b",
  String.raw`"^/(v1|v2)/[0-9]{1,3}$"`,
  String.raw`'it\'s'`,
  String.raw`~^\d+\.\w+$`,
  "\u00e4\u00f6",
];

t.test("words are what nginx takes them for", { skip }, (t) => {
  for (const word of words) {
    const text = `# a comment; {\r\n\r\n${word} x;\n`;
    const found = new Tokeniser(text).next();
    const said = complaint(text);
    const match = /unknown directive "([\s\S]*)" in \S+:(\d+)/.exec(said);
    t.equal(found?.words[0], match?.[1], `${word}: ${said}`);
    t.equal(String(found?.line), match?.[2], word);
  }
  t.end();
});

const broken = [
  "http {",
  "http { server { listen 80 } }",
  "}",
  "events {} }",
  ";",
  "a ;; b;",
  "{ }",
  `a "b"c;`,
  `a "b`,
  "a b",
  "a 'b;\n}",
  "events { a",
  `a "b"#c;`,
];

t.test("what is no configuration gets nginx's own words", { skip }, (t) => {
  for (const text of broken) {
    const tokens = new Tokeniser(text);
    let depth = 0;
    let trouble = "";
    try {
      for (let next = tokens.next(); next !== undefined; next = tokens.next()) {
        if (next.end === "{") depth += 1;
        if (next.end === "}") depth -= 1;
        if (depth < 0) throw new SyntaxTrouble(next.line, 'unexpected "}"');
      }
      if (depth > 0) trouble = 'unexpected end of file, expecting "}"';
    } catch (error) {
      trouble = (error as SyntaxTrouble).message;
    }
    const said = complaint(text);
    const wanted = /\[emerg\] \d+#\d+: (unexpected .*?) in /.exec(said)?.[1];
    // Some are stopped by an unknown directive before nginx comes to the place.
    if (wanted === undefined) t.match(said, "unknown directive", text);
    else t.equal(trouble, wanted, text);
    t.throws(() => read(text), { code: "configuration-invalid" }, text);
  }
  t.end();
});

t.test("lines are counted through quotes, comments and Lua", (t) => {
  const text = `a "x\ny"; # c\nlua_by_lua_block {\n  local s = "}" -- }\n  --[[ } ]]\n  if x then y = {1, {2}} end\n  z = [==[ } ]==]\n}\nb c;\n`;
  const tokens = new Tokeniser(text);
  t.match(tokens.next(), { words: ["a", "x\ny"], line: 1 });
  const lua = tokens.next();
  t.match(lua, { words: ["lua_by_lua_block"], line: 3, end: ";" });
  t.match(lua?.script, "if x then y = {1, {2}} end");
  t.match(tokens.next(), { words: ["b", "c"], line: 9 });
  t.equal(tokens.next(), undefined);
  t.end();
});

t.test("a byte order mark and CRLF do no harm", (t) => {
  const bare =
    "events {}\r\nhttp { server { listen 80; location / { proxy_pass http://10.0.0.1; } } }\r\n";
  const { routes } = read(`\u00ef\u00bb\u00bf${bare}`);
  t.match(routes, [{ at: { line: 2, text: "proxy_pass http://10.0.0.1" } }]);
  t.end();
});

t.test("times and sizes", (t) => {
  const times = ["30", "1m30s", "500ms", "1h", "1d", "1M", "1y", "10s500ms", "x", "5q", ""];
  t.strictSame(times.map(milliseconds), [
    ...[30_000, 90_000, 500, 3_600_000, 86_400_000, 2_592_000_000, 31_536_000_000, 10_500],
    ...[undefined, undefined, undefined],
  ]);
  t.strictSame(["8k", "1m", "2G", "512", "1t"].map(bytes), [
    8192,
    1048576,
    2 ** 31,
    512,
    undefined,
  ]);
  t.end();
});

const site = (port: number) =>
  `server { listen ${port}; location / { proxy_pass http://10.0.0.1:${port}; } }`;

t.test("includes: patterns in order, relative to the main file wherever they stand", (t) => {
  const { routes, files } = read({
    "/etc/nginx/nginx.conf": "events {}\nhttp {\n  include conf.d/*.conf;\n include none/*.conf; }",
    "/etc/nginx/conf.d/b.conf": `include sites/x;`,
    "/etc/nginx/conf.d/a.conf": site(81),
    "/etc/nginx/conf.d/notes.txt": "not; {",
    "/etc/nginx/sites/x": `\n${site(82)}`,
  });
  t.match(
    routes.map(({ at }) => `${at.file}:${at.line}`),
    ["conf.d/a.conf:1", "sites/x:2"],
  );
  t.strictSame(
    files.map(({ file }) => file),
    ["nginx.conf", "conf.d/a.conf", "conf.d/b.conf", "sites/x"],
  );
  t.end();
});

t.test("stock files may be missing, others may not", (t) => {
  const { needs } = read("events {} http { include mime.types; include snippets/tls.conf; }");
  t.match(needs.files, [
    { path: "/etc/nginx/mime.types", kind: "other", at: { line: 1 } },
    { path: "/etc/nginx/snippets/tls.conf", kind: "other" },
  ]);
  const wrong: [string | Texts, RegExp][] = [
    ["events {}\nhttp {\ninclude sites/app;\n}", /^nginx\.conf:3: .*sites\/app/],
    [
      {
        "/etc/nginx/nginx.conf": "http { include a; }",
        "/etc/nginx/a": "\ninclude b;",
        "/etc/nginx/b": "include a;",
      },
      /^b:1: .*includes itself/,
    ],
    [
      { "/etc/nginx/nginx.conf": "http { include a; }", "/etc/nginx/a": "x {" },
      /^a:1: .*expecting "}"/,
    ],
    ["http {\n\u0000\u0001\u0002 }", /^nginx\.conf:2: .*NUL/],
    [`http { ${"a {".repeat(100)}`, /blocks in each other/],
    [`http { # ${"x".repeat(5 * 1024 * 1024)}\n}`, /too large/],
    ["server { listen 80; }", /"server" is not allowed outside/],
    ["worker_processes 1;", /neither an "http" nor a "stream"/],
    ["global\n  daemon\ndefaults\n  mode http\n", /unexpected end of file/],
  ];
  for (const [given, message] of wrong) {
    t.throws(() => read(given), { code: "configuration-invalid", message }, String(message));
  }
  t.throws(() => reader.read({ ...sourceOf(""), paths: [] }), Problem);
  t.end();
});

t.test("it recognises nginx, and nothing else", (t) => {
  const own = [
    "worker_processes auto;\nevents { }",
    "# by hand\nserver {\n listen 80;\n}",
    "upstream app { server 10.0.0.1; }",
    "map $http_upgrade $connection_upgrade { default upgrade; }",
    "location ~ \\.php$ { fastcgi_pass x; }",
    "http {\n server { listen 80 } # an error further down",
    "proxy_set_header Host $host;\nproxy_set_header X-Real-IP $remote_addr;",
    "user www-data;\nworker_processes 4;\npid /run/nginx.pid;",
  ];
  const others = [
    "",
    "global\n  daemon\n  maxconn 256\ndefaults\n  mode http\nfrontend a\n  bind :80\n  default_backend b\n",
    "services:\n  web:\n    image: nginx\n    ports: ['80:80']\n",
    '{ "http": { "server": [] } }',
    "body { color: red; margin: 0; }\n.server { display: none; }",
    "function server() { listen(80); return 1; }",
    "[server]\nport = 80\n",
    "once upon a time; there was { a story }",
    "\u007fELF\u0002\u0001\u0001\u0000\u0000",
    "<html><body>http { }</body></html>",
    "resource http {\n}",
  ];
  for (const text of own) t.equal(reader.recognises(text), true, text);
  for (const text of others) t.equal(reader.recognises(text), false, text);
  t.end();
});
