import { atLeast, parseVersion } from "@gatecrash/core";
import { pull } from "./client.ts";
import { localImages } from "./local-images.ts";
import type { LocalImage } from "./local-images.ts";

interface Missing {
  missing: string;
  mend: string[];
}

/** The image that is named where none is here. */
const usual = "node:22-slim";
const version_min = "20.19.0";

const candidates = [
  ...["node:20-slim", "node:22-slim", "node:24-slim", "node:20", "node:22", "node:24"],
  ...["node:20-alpine", "node:22-alpine", "node:24-alpine", "gatecrash-node"],
];

/** The image that the agent runs in: GATECRASH_NODE_IMAGE, else the first usual one that is here. */
export async function nodeImage(): Promise<{ reference: string } | Missing> {
  const named = process.env["GATECRASH_NODE_IMAGE"];
  const images = await localImages(named === undefined ? candidates : [named]);
  const fit = images.find(isNewEnough);
  return fit ? { reference: fit.reference } : explain(named, images);
}

/** The same, pulling it where there is none. */
export async function pullNodeImage(): Promise<{ reference: string } | Missing> {
  const found = await nodeImage();
  if (!("missing" in found)) return found;
  const reference = process.env["GATECRASH_NODE_IMAGE"] ?? usual;
  return (await pull(reference)) ? nodeImage() : found;
}

/** Official images say their version in the environment; others are taken at their word. */
function isNewEnough({ env }: LocalImage): boolean {
  const text = env.find((each) => each.startsWith("NODE_VERSION="));
  const version = text === undefined ? undefined : parseVersion(text);
  return version === undefined || atLeast(version, version_min);
}

function explain(named: string | undefined, images: readonly LocalImage[]): Missing {
  const reference = named ?? usual;
  const old = images.map((image) => image.reference).join(", ");
  const absent =
    named === undefined
      ? "it has no image of Node.js for the agent"
      : `it does not have the image ${named} (GATECRASH_NODE_IMAGE)`;
  const missing = old === "" ? absent : `${old} is older than Node.js ${version_min}`;
  return {
    missing,
    mend: [
      `docker pull ${reference}`,
      "bash scripts/images/build.sh node:20-slim   (from this machine's node, without a registry)",
      "set GATECRASH_NODE_IMAGE to an image that has Node.js 20.19 or later",
    ],
  };
}
