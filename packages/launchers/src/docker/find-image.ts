import type { ProxyDriver, ProxyPlace, ProxyRequest } from "@gatecrash/core";
import { pull } from "./client.ts";
import { localImages } from "./local-images.ts";

interface Missing {
  missing: string;
  mend: string[];
}

/**
 * The image of a proxy: the one that is named, else the official one of the wanted version, else
 * the newest release line that was measured and is here. Pulls only when told to.
 */
export async function findImage(
  driver: ProxyDriver,
  request: ProxyRequest,
  options: { pull: boolean },
): Promise<ProxyPlace | Missing> {
  if (request.binary !== undefined) {
    const missing = `the program ${request.binary} of this machine cannot run in a container`;
    const native = `gatecrash run --launcher netns --binary ${driver.id}=${request.binary}`;
    return { missing, mend: [native, `gatecrash run --image ${driver.id}=<image>`] };
  }
  const references = wanted(driver, request);
  const [found] = await localImages(references);
  if (found) return { program: found.reference };
  const [first = driver.image] = references;
  if (options.pull && (await pull(first))) return { program: first };
  return explain(driver, request, references, options.pull);
}

function wanted(driver: ProxyDriver, request: ProxyRequest): string[] {
  if (request.image !== undefined) return [request.image];
  if (request.version !== undefined) return [`${driver.image}:${request.version}`];
  return driver.pinned.map((line) => `${driver.image}:${line}`).reverse();
}

function explain(
  driver: ProxyDriver,
  request: ProxyRequest,
  references: readonly string[],
  pulled: boolean,
): Missing {
  const [first = driver.image] = references;
  const several = references.length > 1 ? "any of the images " : "the image ";
  const build = `bash scripts/images/build.sh ${first}   (Debian as root, without a registry)`;
  const isPinned = driver.pinned.some((line) => first === `${driver.image}:${line}`);
  const other = `gatecrash run --image ${driver.id}=<image>`;
  return {
    missing: pulled
      ? `docker pull ${first} failed`
      : `Docker does not have ${several}${references.join(", ")}`,
    mend: [
      ...(pulled ? [] : [`the option --pull, or: docker pull ${first}`]),
      ...(isPinned ? [build] : []),
      ...(request.image === undefined ? [other] : []),
    ],
  };
}
