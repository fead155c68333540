import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Test } from "tap";
import { loadLaunchers } from "../../src/catalogue.ts";
import { emptyFolder } from "./cli.ts";
import { launcherSkip } from "./launchers.ts";

/** Why no image can be audited here, for a skip that says so; false if all is there. */
export async function imageSkip(...images: string[]): Promise<string | false> {
  const no_lane = await launcherSkip("docker");
  if (no_lane !== false) return no_lane;
  const missing = images.filter((image) => !hasImage(image));
  if (missing.length > 0) return `launcher docker: no image ${missing.join(", ")}`;
  const lacking = await (await loadLaunchers()).get("docker")?.lacks?.("any-address");
  return lacking?.missing ?? false;
}

export function hasImage(image: string): boolean {
  try {
    execFileSync("docker", ["image", "inspect", image], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export interface ImageParts {
  from: string;
  /** Content by path; `-> target` makes a link. A program's begins with `#!`. */
  files?: Record<string, string>;
  /** Instructions of a Dockerfile, such as `CMD ["nginx"]`. */
  changes?: string[];
}

let made = 0;

/** Makes an image of one that is here, without a network; it is gone after the test. */
export function makeImage(t: Test, { from, files = {}, changes = [] }: ImageParts): string {
  made += 1;
  const image = `gatecrash-test-${process.pid}:${made}`;
  const folder = emptyFolder(t);
  for (const [path, content] of Object.entries(files)) {
    const at = join(folder, path);
    mkdirSync(dirname(at), { recursive: true });
    if (content.startsWith("-> ")) symlinkSync(content.slice(3), at);
    else writeFileSync(at, content, { mode: content.startsWith("#!") ? 0o755 : 0o644 });
  }
  const id = docker("create", "--pull=never", "--network", "none", from, "never-started");
  try {
    for (const name of readdirSync(folder)) docker("cp", join(folder, name), `${id}:/`);
    // The container's command would become the image's.
    const command = docker("image", "inspect", "--format", "{{json .Config.Cmd}}", from);
    const options = [`CMD ${command}`, ...changes].flatMap((change) => ["--change", change]);
    docker("commit", ...options, id, image);
  } finally {
    docker("rm", id);
  }
  t.teardown(() => {
    docker("rmi", image);
  });
  return image;
}

/** Runs the docker client; what it says without line ends. */
export function docker(...args: string[]): string {
  return execFileSync("docker", args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}
