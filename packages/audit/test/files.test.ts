import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { openFiles } from "../src/files.ts";

/** A folder that stands for /etc/nginx, with these links besides a site. */
function filesOf(folder: string, links: Record<string, string>) {
  mkdirSync(join(folder, "sites-available"));
  mkdirSync(join(folder, "sites-enabled"));
  writeFileSync(join(folder, "nginx.conf"), "events {}\n");
  writeFileSync(join(folder, "sites-available/shop"), "# the shop\n");
  for (const [name, target] of Object.entries(links))
    symlinkSync(target, join(folder, "sites-enabled", name));
  const how = { inside: "/etc/nginx", main_files: ["nginx.conf"], environment: {} };
  return openFiles({ given: [folder], ...how });
}

t.test("a copy of the proxy's folder is read with the links that it had there", async (t) => {
  const files = filesOf(t.testdir(), {
    "10-shop": "/etc/nginx/sites-available/shop",
    "20-shop": "../sites-available/shop",
    "30-shop": "/etc/nginx/sites-enabled/10-shop",
  });
  const paths = files.glob("/etc/nginx/sites-enabled/*");
  t.equal(paths.length, 3);
  for (const path of paths) t.equal(files.read(path), "# the shop\n");
});

t.test("no link leads out of it, and none round in circles", async (t) => {
  const files = filesOf(t.testdir(), {
    passwd: "/etc/passwd",
    up: "/etc/nginx/../passwd",
    round: "/etc/nginx/sites-enabled/round",
  });
  t.throws(() => files.read("/etc/nginx/sites-enabled/passwd"), /a link that leads out of/);
  t.throws(() => files.read("/etc/nginx/sites-enabled/up"), /a link that leads out of/);
  t.throws(() => files.read("/etc/nginx/sites-enabled/round"), { code: "file-unreadable" });
});
