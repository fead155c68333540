import { dirname } from "node:path/posix";
import { openFiles } from "@gatecrash/audit";
import type { ConfigurationReader, ProxyDriver, ProxyInside } from "@gatecrash/core";
import { commandLine } from "./command-line.ts";

/**
 * Where a configuration that is brought to an image stands there: where the image's command looks for
 * one, unless the main file itself names the proxy's usual folder and not that one.
 */
export async function folderFor(
  given: readonly string[],
  inside: ProxyInside,
  driver: ProxyDriver,
  reader: ConfigurationReader,
): Promise<string> {
  const named = commandLine(inside, driver)?.named[0] ?? reader.usual_files[0];
  if (named === undefined) return reader.folder;
  const kind = await inside.kindOf(named);
  const of_image = kind === "folder" ? named : dirname(named);
  const { main_files, folder } = reader;
  const environment = {};
  const files = openFiles({ given, inside: folder, main_files, environment });
  const text = files.paths.map((path) => files.read(path)).join("\n");
  const names = (path: string) => new RegExp(`(?<![\\w./-])${path}(?![\\w.-])`).test(text);
  return names(folder) && !names(of_image) ? folder : of_image;
}
