import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ask, root, run, say } from "./shell.mjs";

/** The newest pinned line of each proxy, and the node that runs the agent. */
export const images = [
  "nginx:1.30",
  "haproxy:3.2",
  process.env.GATECRASH_NODE_IMAGE ?? "node:20-slim",
];

/**
 * Looks for a daemon that answers, and for the images.
 * @returns {Promise<{ready: boolean, because: string, missing: string[]}>}
 *   not ready and nothing missing: there is no daemon
 */
export async function findDocker() {
  const { code, text } = await inspect(images);
  if (code === 0) return { ready: true, because: "a docker daemon answers", missing: [] };
  if (code === 127) return { ready: false, because: "no docker on PATH", missing: [] };
  if (!/no such image/i.test(text)) {
    const because = text.split("\n").at(-1) || "the docker daemon does not answer";
    return { ready: false, because, missing: [] };
  }
  const each = await Promise.all(images.map((image) => inspect([image])));
  const missing = images.filter((_, index) => each[index]?.code !== 0);
  return { ready: false, because: `no image ${missing.join(", ")}`, missing };
}

function inspect(references) {
  return ask("docker", ["image", "inspect", "--format", "found", ...references]);
}

/** Pulls images, saying so. @returns {Promise<boolean>} true if all of them are there now */
export async function pull(missing) {
  for (const image of missing) {
    say(`docker pull ${image}`);
    if ((await run("docker", ["pull", "--quiet", image])) !== 0) return false;
  }
  await rm(failedPulls, { force: true });
  return true;
}

/** Where a pull that failed is remembered: the next run must not wait for a timeout again. */
const failedPulls = join(root, "node_modules/.cache/gatecrash/failed-pulls");

export async function failedBefore(missing) {
  return (await readFile(failedPulls, "utf8").catch(() => "")) === missing.join("\n");
}

export async function rememberFailed(missing) {
  await mkdir(dirname(failedPulls), { recursive: true });
  await writeFile(failedPulls, missing.join("\n"));
}
