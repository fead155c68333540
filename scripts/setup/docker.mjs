import { ask, run, say } from "./shell.mjs";

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
  const asked = await ask("docker", ["image", "inspect", "--format", "found", ...images]);
  if (asked.code === 0) return { ready: true, because: "a docker daemon answers", missing: [] };
  if (asked.code === 127) return { ready: false, because: "no docker on PATH", missing: [] };
  const each = await Promise.all(images.map((image) => hasImage(image)));
  if (each.some((answer) => answer === undefined)) {
    const because = asked.text.split("\n").at(-1) || "the docker daemon does not answer";
    return { ready: false, because, missing: [] };
  }
  const missing = images.filter((_, index) => each[index] === false);
  return { ready: false, because: `no image ${missing.join(", ")}`, missing };
}

async function hasImage(image) {
  const { code, text } = await ask("docker", ["image", "inspect", "--format", "found", image]);
  if (code === 0) return true;
  return /no such image/i.test(text) ? false : undefined;
}

/** Pulls images, saying so. @returns {Promise<boolean>} true if all of them are there now */
export async function pull(missing) {
  for (const image of missing) {
    say(`docker pull ${image}`);
    if ((await run("docker", ["pull", "--quiet", image])) !== 0) return false;
  }
  return true;
}
