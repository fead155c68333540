import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";
import type { Configuration } from "@gatecrash/core";
import { reader } from "../src/haproxy/reader/index.ts";
import { expectedFixtures } from "./support/expected-fixtures.ts";
import { apart, noLane } from "./support/lane.ts";
import { fileSource } from "./support/source.ts";

const fixtures = fileURLToPath(new URL("./fixtures/haproxy", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "gatecrash-fixtures-"));
t.teardown(() => {
  rmSync(temporary, { recursive: true });
});

/** What is given to `-f`: a file, or folders in order. */
function pathsOf(folder: string): string[] {
  const names = readdirSync(folder);
  return names.includes("haproxy.cfg")
    ? [join(folder, "haproxy.cfg")]
    : [folder, join(folder, "conf.d")];
}

const read = (folder: string) => reader.read(fileSource(pathsOf(folder)));

/** A route as one line: where it begins and leads, and the request or what stands against it. */
function routeLines({ routes }: Configuration): string[] {
  return routes.map(({ id, protocol, request, unreachable, client, server_name }) => {
    const headers = Object.entries(request?.headers ?? {}).map(
      ([name, value]) => `${name}: ${value}`,
    );
    const asked = request && [request.method, request.host + request.path, ...headers].join(" ");
    const from = [client && `from ${client}`, server_name && `hello ${server_name}`];
    const what = asked ?? `- ${unreachable?.split(":")[0]}`;
    return [`${id} (${protocol})`, what, ...from.filter(Boolean)].join(" | ");
  });
}

function endpointLines({ groups }: Configuration): string[] {
  return groups.flatMap(({ endpoints }) =>
    endpoints.map(({ id, address, protocol, tls, backup, disabled, resolved, check }) => {
      const where = address.kind === "unix" ? address.path : `${address.host}:${address.port}`;
      const flags = [
        tls &&
          `tls${tls.verify.value ? " verified" : ""}${tls.sni.value && ` sni ${tls.sni.value}`}`,
        backup && "backup",
        disabled && "disabled",
        resolved !== "never" && resolved,
        check && `check ${check.kind}${check.path === undefined ? "" : ` ${check.path}`}`,
      ];
      return [`${id} ${protocol} ${where}`, ...flags.filter(Boolean)].join(", ");
    }),
  );
}

for (const [name, expected] of Object.entries(expectedFixtures))
  t.test(`the fixture ${name} is read whole`, async (t) => {
    const configuration = read(join(fixtures, name));
    t.same(routeLines(configuration), expected.routes, "routes");
    t.same(endpointLines(configuration), expected.endpoints, "endpoints");
  });

t.test("each fixture is expected", async (t) => {
  t.same(Object.keys(expectedFixtures).sort(), readdirSync(fixtures).sort());
});

t.test("no secret of a fixture is in what was read", async (t) => {
  const secrets = /s3cret-of-redis|sehr-geheim|geheim-von-bob|JlKBx|eyJhbGci/;
  for (const name of readdirSync(fixtures))
    t.notMatch(JSON.stringify(read(join(fixtures, name))), secrets, name);
});

/** Makes what the reader says that the configuration needs, each file after its kind. */
function makeNeeds({ needs }: Configuration, pem: string, parameters: string): void {
  for (const { path, kind } of needs.files) {
    if (!path.startsWith(temporary)) continue;
    mkdirSync(kind === "folder" || kind === "root" ? path : dirname(path), { recursive: true });
    if (kind === "certificate-and-key" || kind === "authorities") writeFileSync(path, pem);
    else if (kind === "dh-parameters") writeFileSync(path, parameters);
    else if (kind === "script") writeFileSync(path, "-- nothing\n");
    else if (kind === "other")
      writeFileSync(path, "HTTP/1.0 503 Busy\r\n\r\nbusy\n", { flag: "a" });
  }
}

function openssl(...args: string[]): string {
  const made = spawnSync("openssl", args, { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
  return made.stdout;
}

/** `haproxy -c` in a closed lane where only the names that are needed can be looked up. */
function check(folder: string, names: string[]) {
  const hosts = join(folder, "hosts.txt");
  writeFileSync(hosts, names.map((name) => `127.0.0.9 ${name}\n`).join(""));
  const script = `ip link set lo up && mount --bind "${hosts}" /etc/hosts && exec haproxy -c "$@"`;
  const files = pathsOf(folder).flatMap((path) => ["-f", path]);
  return spawnSync("unshare", [...apart, "sh", "-c", script, "sh", ...files], {
    cwd: folder,
    encoding: "utf8",
    timeout: 60_000,
  });
}

t.test(
  "haproxy accepts each fixture when it is given what it needs",
  { skip: noLane() ?? false },
  async (t) => {
    const key = openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048");
    writeFileSync(join(temporary, "key.pem"), key);
    const certificate = openssl(
      ...[
        "req",
        "-x509",
        "-new",
        "-key",
        join(temporary, "key.pem"),
        "-days",
        "2",
        "-subj",
        "/CN=x",
      ],
    );
    const parameters = openssl(
      "genpkey",
      "-genparam",
      "-algorithm",
      "DH",
      "-pkeyopt",
      "group:ffdhe2048",
    );
    for (const name of readdirSync(fixtures)) {
      const folder = join(temporary, name);
      cpSync(join(fixtures, name), folder, { recursive: true });
      for (const path of pathsOf(folder).flatMap((each) =>
        each.endsWith(".cfg")
          ? [each]
          : readdirSync(each)
              .filter((file) => file.endsWith(".cfg"))
              .map((file) => join(each, file)),
      )) {
        const moved = readFileSync(path, "utf8").replaceAll("/etc/haproxy", `${folder}/etc`);
        writeFileSync(path, moved);
      }
      const configuration = read(folder);
      makeNeeds(configuration, certificate + key, parameters);
      const { status, stderr } = check(
        folder,
        configuration.needs.names.map((each) => each.name),
      );
      t.equal(status, 0, name, { stderr });
    }
  },
);
