import t from "tap";
import type { Configuration } from "@gatecrash/core";
import haproxy from "../src/haproxy.ts";
import nginx from "../src/nginx.ts";
import { reader } from "../src/haproxy/reader/index.ts";
import { textSource } from "./support/source.ts";

/** Reads one file with this text. */
function read(text: string, options: Parameters<typeof textSource>[1] = {}): Configuration {
  return reader.read(textSource({ "/etc/haproxy/haproxy.cfg": text }, options));
}

const file = "/etc/haproxy/haproxy.cfg";

t.test("the driver offers the reader", async (t) => {
  t.equal(haproxy.reader, reader);
  t.same(reader.main_files, ["haproxy.cfg"]);
});

t.test("recognises HAProxy's configurations and no others", async (t) => {
  const ours = [
    "defaults\n  mode http\n",
    "# comment\n\nglobal\n\tlog /dev/log local0\nfrontend x\n  bind :80\n",
    "listen stats # page\r\n  bind :8404\r\n  stats enable\r\n",
    ".if defined(X)\nglobal\n  daemon\n.endif\nbackend b from d\n  server s 10.0.0.1:80\n",
  ];
  const others = [
    "",
    "worker_processes auto;\nevents {\n}\nhttp {\n  server { listen 80; }\n}\n",
    "server {\n  listen 80;\n}\n",
    "global:\n  scrape_interval: 15s\nscrape_configs:\n  - job_name: x\n",
    '{ "global": { "log": "x" } }',
    "frontend:\n  image: nginx\nbackend:\n  image: api\n",
    "[Unit]\nDescription=HAProxy\n",
    "global warming is a topic that people often talk about\n",
    "\x7fELF\0\0\x01",
    "backend = api\n",
  ];
  for (const text of ours) t.ok(reader.recognises(text), JSON.stringify(text.slice(0, 40)));
  for (const text of others) t.notOk(reader.recognises(text), JSON.stringify(text.slice(0, 40)));
  t.notOk(nginx.reader?.recognises(ours[0]!) ?? false);
});

t.test("what is no configuration is told with its place", async (t) => {
  const wrong: [text: string, message: RegExp][] = [
    ["mode http\n", /haproxy\.cfg:1: a section .* was expected, and there is "mode"/],
    ["{\n}", /:1: a section/],
    ["global\n  daemon\nfrontned web\n  bind :80\n", /:3: a section .* Did you mean "frontend"\?/],
    ["global\n\0\x01\n", /:2: a text file was expected/],
    ["frontend\n  bind :80\n", /:1: a name was expected after "frontend"/],
    ['global\n  log "x local0\n', /:2: a quote \("\) is opened and not closed/],
    ["backend b from nowhere\n", /:1: no defaults section .* "nowhere"/],
    [".if unknown(x)\n.endif\n", /:1: "unknown" is no condition/],
    [".else\n", /:1: \.else without an \.if/],
    [".endif\n", /:1: \.endif without an \.if/],
    ["global\n.alert stop\n", /:2: the configuration refuses itself: stop/],
    [`global\n  description ${"x".repeat(4_200_000)}\n`, /bytes; 4194304 are the limit/],
  ];
  for (const [text, message] of wrong)
    t.throws(() => read(text), { name: "Problem", code: "configuration-invalid", message });
  const empty = textSource({ "/etc/x/readme.txt": "x" }, { paths: ["/etc/x"] });
  t.throws(() => reader.read(empty), { message: /a folder with \*\.cfg files was expected/ });
});

const base = "defaults\n  mode http\n";

t.test("conditions choose what is read", async (t) => {
  const text = (condition: string) =>
    `${base}.if ${condition}\nfrontend yes\n  bind :1\n.else\nfrontend no\n  bind :2\n.endif\n`;
  const taken = (condition: string, options = {}) =>
    read(text(condition), options).fronts[0]?.id.split("/")[0];
  const environment = { SITE: "a" };
  for (const [condition, expected] of [
    ["1", "yes"],
    ["0", "no"],
    ["", "no"],
    ["defined(SITE)", "yes"],
    ["!defined(SITE)", "no"],
    ['streq("$SITE",a)', "yes"],
    ['strneq("$SITE",a) || !0', "yes"],
    ["1 && (0 || streq(a,b))", "no"],
    ["strstr(abc,bc)", "yes"],
    ["version_atleast(3.2)", "yes"],
    ["version_before(2.9-dev0)", "no"],
    ["feature(OPENSSL)", "yes"],
  ] as const)
    t.equal(taken(condition, { environment }), expected, condition);
  t.equal(taken("version_atleast(3.0)", { version: "2.6" }), "no", "the version that is audited");
  const nested = `${base}.if 0\n.if nonsense(\n.endif\nfrontend a\n.elif 1\nfrontend b\n  bind :1\n.elif 1\nfrontend c\n.else\nfrontend d\n.endif\n`;
  t.same(
    read(nested).fronts.map(({ id }) => id),
    ["b/0.0.0.0:1"],
    "one branch, and no other",
  );
});

t.test("the environment, and what the file sets of it", async (t) => {
  const { groups, notes } = read(
    `global\n  setenv HOST 10.0.0.5\n  presetenv PORT 81\n${base}backend b\n  server s1 "$HOST:$PORT"\n  server s2 \${HOST}:82\n  server s3 "\${GONE}10.0.0.9":83\n`,
    { environment: { PORT: "80" } },
  );
  t.same(
    groups[0]?.endpoints.map(({ address }) => address),
    [
      { kind: "tcp", host: "10.0.0.5", port: 80 },
      { kind: "tcp", host: "10.0.0.5", port: 82 },
      { kind: "tcp", host: "10.0.0.9", port: 83 },
    ],
  );
  t.match(notes, [{ message: /GONE is not set/, at: { file, line: 9 } }]);
});

t.test("files in their order, folders, and what is inherited across them", async (t) => {
  const files = {
    "/c/b.cfg": "frontend f\n  bind :80\n  default_backend b\n",
    "/c/a.cfg":
      "defaults one\n  mode http\n  timeout connect 1s\ndefaults two from one\n  retries 7\n",
    "/c/ignored.txt": "no configuration",
    "/more.cfg":
      "backend b from one\n  server s 10.0.0.1:80\n  retries 1\nbackend c\n  server s 10.0.0.2:80\n",
  };
  const source = textSource(files, { paths: ["/c", "/more.cfg"] });
  const { routes, files: seen, groups } = reader.read(source);
  t.same(
    seen.map((each) => each.file),
    ["/c/a.cfg", "/c/b.cfg", "/more.cfg"],
  );
  t.match(routes[0]?.settings, {
    connect_timeout_ms: {
      value: 1_000,
      directive: "timeout connect",
      at: { file: "/c/a.cfg", line: 3 },
    },
    tries_max: { value: 2, directive: "retries", at: { file: "/more.cfg", line: 3 } },
  });
  t.equal(groups.length, 2);
  t.match(routes[0]?.at, { file: "/c/b.cfg", line: 3, text: "default_backend b" });
});

t.test("lines that end with CR LF", async (t) => {
  const { fronts, groups } = read(
    `${base}listen l\n  bind :80\n  server s 10.0.0.1:80\n`.replaceAll("\n", "\r\n"),
  );
  t.match(fronts, [{ id: "l/0.0.0.0:80", at: { line: 4, text: "bind :80" } }]);
  t.match(groups, [{ endpoints: [{ address: { host: "10.0.0.1", port: 80 } }] }]);
});

t.test("secrets are not in what was read", async (t) => {
  const secret = "Tr0ub4dor";
  const configuration = read(`global
  setenv KEY ${secret}
userlist u
  user a password ${secret}
  user b insecure-password "${secret}"
${base}  stats auth admin:${secret}
listen l
  bind :80 ssl crt x.pem passphrase ${secret}
  option httpchk
  http-check send meth GET uri / hdr Authorization "Basic ${secret} x"
  http-request deny unless { req.hdr(X-Api-Key) -m str ${secret} }
  use_backend b if { req.hdr(authorization) ${secret} }
  tcp-check send AUTH\\ ${secret}
  server s 10.0.0.1:80 check
backend b
  cookie X dynamic
  dynamic-cookie-key ${secret}
  server s "10.0.0.1:80" cookie ${secret}
`);
  const shown = JSON.stringify({
    ...configuration,
    routes: configuration.routes.map(({ request: _sent, ...rest }) => rest),
  });
  t.notMatch(shown.replaceAll("cookie Tr0ub4dor", ""), secret);
  t.match(shown, "<redacted>");
});

t.test("a large configuration does not take for ever", async (t) => {
  const count = 6_000;
  const numbers = Array.from({ length: count }, (_, index) => index);
  const text = [
    `${base}frontend f\n  bind :80\n`,
    ...numbers.map(
      (n) =>
        `  use_backend b${n} if { hdr(host) -i host-${n}.example.com } { path_reg ^/(a+)+$ }\n`,
    ),
    ...numbers.map(
      (n) =>
        `backend b${n}\n  server s 10.0.${n % 250}.1:${n + 1} check inter 2s\n${"  # what it is for\n".repeat(20)}`,
    ),
  ].join("");
  t.ok(text.length > 3_000_000);
  const { routes, groups, notes } = read(text);
  t.equal(groups.length, count);
  t.equal(routes.length, 2_000);
  t.match(routes[5]?.request, { host: "host-5.example.com", path: /^\/a+$/ });
  t.match(notes, [{ message: /only the first 2000 routes/ }]);
});

t.test("an expression that explodes is given up", async (t) => {
  const { routes } = read(
    `${base}frontend f\n  bind :80\n  use_backend b if { path_reg ^/(a*)*(a*)*(a*)*b\\\\1$ }\n  default_backend b\nbackend b\n  server s 10.0.0.1:80\n`,
  );
  t.equal(routes.length, 1);
});
