import { basename } from "node:path/posix";
import type { ImageStart, ProxyDriver } from "@gatecrash/core";
import { commandLine } from "./command-line.ts";
import type { ReadInside } from "./read.ts";

/** Of the official image some versions are not root's, and then do not start what is written for root. */
const root = "0:0";

export interface StartOptions {
  /** Of the binary, as the reader would start it. */
  args: readonly string[];
  /** The user named the image; else it is the official one. */
  image_named: boolean;
  /** The arguments bring modules that the configuration does not load. */
  brings_modules: boolean;
}

/**
 * How an image starts the proxy. On its own configuration by its own command, and so on one that the
 * user brings to a named image where that command means the same files; else the binary stands in
 * place of the command. The image's entrypoint is always kept.
 */
export function startOf(
  { inside, driver, files, whole }: Pick<ReadInside, "inside" | "driver" | "files" | "whole">,
  { args, image_named, brings_modules }: StartOptions,
): ImageStart {
  if (whole) return {};
  const binary = inside.entrypoint.some((word) => basename(word) === driver.binary);
  const command = [...(binary ? [] : [driver.binary]), ...args];
  if (!image_named) return { user: root, command };
  const meant = meantFiles({ inside, driver });
  const own = !brings_modules && meant?.join("\n") === files.paths.join("\n");
  return own ? {} : { command };
}

/** The files that an image's command would start on, undefined if it starts another program. */
function meantFiles({ inside, driver }: Pick<ReadInside, "inside"> & { driver: ProxyDriver }) {
  const line = commandLine(inside, driver);
  if (!line || line.named.length > 0) return line?.named;
  return driver.reader?.usual_files.slice(0, 1);
}
