import { editedFiles, openFiles } from "@gatecrash/audit";
import type { ConfigurationFiles, EditOf } from "@gatecrash/audit";
import { Problem } from "@gatecrash/core";
import type {
  AskedRequest,
  Configuration,
  ConfigurationReader,
  Edit,
  ProxyDriver,
} from "@gatecrash/core";

/** A configuration with the driver that could read it. */
export interface ReadConfiguration {
  driver: ProxyDriver;
  reader: ConfigurationReader;
  files: ConfigurationFiles;
  configuration: Configuration;
}

/** Puts changes of the configuration in its proxy's own words. */
export function editOf({ reader, files, configuration }: ReadConfiguration): EditOf {
  return (change) => reader.edit(files, configuration, change);
}

/** The configuration as it would be with edits made in its files. */
export function copyWith<Read extends ReadConfiguration>(read: Read, edits: readonly Edit[]): Read {
  if (edits.length === 0) return read;
  const files = editedFiles(read.files, edits);
  return { ...read, files, configuration: read.reader.read(files) };
}

/** What is run in place of a configuration whose times are multiplied: a copy of it. */
export function scaledCopy<Read extends ReadConfiguration>(read: Read, factor: number): Read {
  return factor === 1 ? read : copyWith(read, read.reader.scaleTimes(read.files, factor));
}

/**
 * Finds the driver whose configuration it is: the one that is named, else by the main file's text.
 * @throws Problem `configuration-invalid`, `file-unreadable`, `limit-exceeded`, `unknown-name`
 */
export function recognise(
  paths: readonly string[],
  proxy: string | undefined,
  drivers: ReadonlyMap<string, ProxyDriver>,
): { driver: ProxyDriver; reader: ConfigurationReader } {
  const known = [...drivers.keys()].join(" or ");
  if (proxy !== undefined && !drivers.has(proxy)) {
    throw new Problem(
      "unknown-name",
      `--proxy ${proxy}: expected ${known}`,
      "A version of it is chosen with --docker-image, such as --docker-image haproxy:3.2.",
    );
  }
  for (const driver of drivers.values()) {
    const { reader } = driver;
    if (!reader || (proxy !== undefined && proxy !== driver.id)) continue;
    const files = filesOf(paths, reader);
    const [main] = files.paths;
    if (main === undefined) continue;
    const text = files.read(main);
    refuseMark(text, files.nameOf(main));
    if (proxy !== undefined || reader.recognises(text)) return { driver, reader };
  }
  throw new Problem(
    "configuration-invalid",
    `${paths.join(", ")}: this is no configuration of ${known}`,
    "Name the main file, or say which it is with --proxy.",
  );
}

/** Neither nginx nor HAProxy starts on a file that an editor has put one into. */
function refuseMark(text: string, name: string): void {
  if (!text.startsWith("\u00ef\u00bb\u00bf")) return;
  throw new Problem(
    "configuration-invalid",
    `${name}:1: it begins with a byte order mark (EF BB BF), which the proxy takes for a part of its first word`,
    "Save it as UTF-8 without one.",
  );
}

/**
 * Reads a configuration with this machine as the one that it is for.
 * @throws Problem as `recognise`, and `usage-invalid` where one of the requests leads nowhere
 */
export function readConfiguration(
  paths: readonly string[],
  proxy: string | undefined,
  drivers: ReadonlyMap<string, ProxyDriver>,
  requests: readonly AskedRequest[] = [],
): ReadConfiguration {
  const { driver, reader } = recognise(paths, proxy, drivers);
  // Opened anew: what was read to recognise it does not count against the limit.
  const files = { ...filesOf(paths, reader), requests };
  return { driver, reader, files, configuration: reader.read(files) };
}

function filesOf(
  given: readonly string[],
  { folder: inside, main_files }: ConfigurationReader,
): ConfigurationFiles {
  return openFiles({ given, inside, main_files, environment: process.env });
}
