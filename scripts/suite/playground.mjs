import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { images } from "../setup/docker.mjs";
import { ask, root } from "../setup/shell.mjs";

/** @returns {Promise<string | undefined>} why the playground cannot run here */
export async function whyNoPlayground() {
  const compose = await ask("docker", ["compose", "version"]);
  if (compose.code !== 0) return "no docker with compose v2 on PATH";
  const { code, text } = await ask("docker", ["image", "inspect", "--format", "found", ...images]);
  if (code === 0) return undefined;
  return /no such image/i.test(text)
    ? `no docker image of ${images.join(", ")}`
    : "no docker daemon";
}

/**
 * The commands of a page that say in a comment what they show.
 * @returns {Promise<{command: string, status: string, cut: boolean}[]>}
 */
export async function curlLines(file) {
  const text = await readFile(join(root, file), "utf8");
  return [...text.matchAll(/^(curl .*?) +# (\d{3})(, cut)?:/gm)].map(
    ([, command, status, cut]) => ({
      command,
      status,
      cut: cut !== undefined,
    }),
  );
}

/** Runs a command line as a reader of the page would. */
export function type(command) {
  return ask("sh", ["-c", command], 20_000);
}
