import type { Change } from "./change.ts";
import type { Configuration, AskedRequest } from "./configuration.ts";
import type { Edit } from "./edit.ts";
import type { LaunchSpec } from "./proxy.ts";
import type { Version } from "./version.ts";

/** Where a reader gets files from; paths are absolute as the proxy itself would see them. */
export interface ConfigurationSource {
  /** The main file, or files and folders in their order. */
  paths: readonly string[];
  /** Content as latin1 text. @throws Problem `configuration-invalid` with the cause */
  read(path: string): string;
  isFolder(path: string): boolean;
  /** Files that a pattern with `*`, `?` and `[…]` matches, sorted; an empty list if none. */
  glob(pattern: string): string[];
  /** The name of a file in messages and reports. */
  nameOf(path: string): string;
  environment: Readonly<Record<string, string | undefined>>;
  /** Requests for which there is to be a route each. */
  requests?: readonly AskedRequest[];
  /** The proxy's version, where it is known: a configuration may ask for it. */
  version?: Version;
}

/** Reads configurations of one proxy. Pure: all input comes from the source. */
export interface ConfigurationReader {
  /** Where the proxy keeps its configuration, such as `/etc/nginx`. */
  folder: string;
  /**
   * How a proxy is started on it as it stands, in the foreground, with those of the modules that it
   * needs that are files. Paths are as the proxy sees them.
   */
  launch(
    configuration: Configuration,
    paths: readonly string[],
    modules: readonly string[],
  ): Omit<LaunchSpec, "files">;
  /** File names that are looked for in a folder, such as `nginx.conf`. */
  main_files: readonly string[];
  /** Where images keep the main file, if their command does not say. */
  usual_files: readonly string[];
  /** Files and folders that the arguments of its binary name as its configuration, in order. */
  namedBy(args: readonly string[]): string[];
  /** True if the text looks like a configuration of this proxy. */
  recognises(text: string): boolean;
  /**
   * @throws Problem `configuration-invalid` with file and line: not a configuration, an include
   * loop, an include that is not there, a file too large; `usage-invalid` where one of the source's
   * requests matches no front, or leads to no upstream
   */
  read(source: ConfigurationSource): Configuration;
  /**
   * A change in this proxy's own words: edits of its files, or why there are none that could be
   * made without knowing more. `configuration` is what was read of the same source.
   */
  edit(source: ConfigurationSource, configuration: Configuration, change: Change): Edit[] | string;
  /** Edits that multiply all timeouts by a factor, those in force without being written too. */
  scaleTimes(source: ConfigurationSource, factor: number): Edit[];
}
