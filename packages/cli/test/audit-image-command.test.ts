import type { ProxyInside } from "@gatecrash/core";
import t from "tap";
import { loadProxies } from "../src/catalogue.ts";
import { commandLine } from "../src/commands/audit/image/command-line.ts";
import { findInside } from "../src/commands/audit/image/find.ts";
import { startOf } from "../src/commands/audit/image/start.ts";
import type { ReadInside } from "../src/commands/audit/image/read.ts";

const drivers = [...(await loadProxies()).values()];
const nginx = drivers.find(({ id }) => id === "nginx")!;
const haproxy = drivers.find(({ id }) => id === "haproxy")!;

/** An image that has these files, and is looked into without Docker. */
function image(entrypoint: string[], command: string[], files: string[] = []): ProxyInside {
  return {
    entrypoint,
    command,
    environment: {},
    working_folder: "/srv",
    kindOf: async (path) => (files.includes(path) ? "file" : undefined),
    folder: "/nowhere",
    copy: async () => false,
    close: async () => undefined,
  };
}

const official = image(["/docker-entrypoint.sh"], ["nginx", "-g", "daemon off;"]);

t.test("finds the proxy's arguments in a command", async (t) => {
  t.strictSame(commandLine(official, nginx), { args: ["-g", "daemon off;"], named: [] });
  t.equal(commandLine(official, haproxy), undefined);
  const shell = image(
    [],
    ["/bin/sh", "-c", "envsubst <a >b && exec nginx -c '/opt/b.conf'; sleep 1"],
  );
  t.strictSame(commandLine(shell, nginx), { args: ["-c", "/opt/b.conf"], named: ["/opt/b.conf"] });
  const relative = image(["/usr/sbin/haproxy"], ["-f", "one.cfg", "-f/two.cfg", "-db"]);
  t.strictSame(commandLine(relative, haproxy)?.named, ["/srv/one.cfg", "/two.cfg"]);
});

t.test("finds the configuration of an image", async (t) => {
  const usual = image([], ["nginx"], ["/etc/nginx/nginx.conf"]);
  t.match(await findInside("x", usual, drivers), {
    driver: { id: "nginx" },
    paths: ["/etc/nginx/nginx.conf"],
  });
  const wrapped = image([], ["supervisord"], ["/etc/haproxy/haproxy.cfg"]);
  t.match(await findInside("x", wrapped, drivers), { driver: { id: "haproxy" } });
  const named = image([], ["nginx", "-c", "/a"], ["/etc/nginx/nginx.conf"]);
  await t.rejects(findInside("x", named, drivers), {
    code: "configuration-invalid",
    message: /starts nginx and has no configuration: there is no \/a, which its command names/,
  });
  await t.rejects(findInside("x", image([], ["redis"]), drivers), {
    code: "configuration-invalid",
    message: /none of haproxy or nginx: its command is "redis"/,
  });
});

t.test("starts an image as it would start itself, where that means the same", async (t) => {
  const args = ["-c", "/etc/nginx/nginx.conf", "-g", "daemon off;"];
  const read = (inside: ProxyInside, path: string, whole = false) =>
    ({ inside, driver: nginx, files: { paths: [path] }, whole }) as unknown as ReadInside;
  const main = "/etc/nginx/nginx.conf";
  const options = { args, image_named: true, brings_modules: false };
  t.strictSame(startOf(read(official, main), options), {}, "its own command");
  t.strictSame(startOf(read(official, "/etc/nginx/other.conf"), options), {
    command: ["nginx", ...args],
  });
  t.strictSame(startOf(read(official, main), { ...options, brings_modules: true }), {
    command: ["nginx", ...args],
  });
  const direct = image(["/usr/sbin/nginx"], ["-g", "daemon off;"]);
  t.strictSame(startOf(read(direct, "/x.conf"), options), { command: args });
  t.strictSame(startOf(read(official, main), { ...options, image_named: false }), {
    user: "0:0",
    command: ["nginx", ...args],
  });
  const wrapped = image([], ["supervisord"]);
  t.strictSame(startOf(read(wrapped, main, true), options), {}, "an image by itself");
});
