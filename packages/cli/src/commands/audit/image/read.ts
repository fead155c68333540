import { dirname, join } from "node:path";
import { openFiles } from "@gatecrash/audit";
import type { Elsewhere } from "@gatecrash/audit";
import type { AskedRequest, ConfigurationReader, ProxyDriver, ProxyInside } from "@gatecrash/core";
import type { ReadConfiguration } from "../read.ts";

/** Times that more of an image is copied because the configuration names it. */
const rounds_max = 16;
const asked_max = 1_000;

/** A configuration that was read as an image's proxy sees it. */
export interface ReadInside extends ReadConfiguration {
  inside: ProxyInside;
  /** The configuration is the image's own. */
  whole: boolean;
}

export interface InsideOptions {
  inside: ProxyInside;
  driver: ProxyDriver;
  reader: ConfigurationReader;
  /** Files and folders: of the image, or of this machine. */
  paths: readonly string[];
  whole: boolean;
  /** Where the configuration stands for the proxy. */
  folder: string;
  requests: readonly AskedRequest[];
}

/**
 * Reads a configuration with an image as the machine: what it names and the user did not bring is
 * copied out of the image, as far as it is asked for.
 * @throws Problem `configuration-invalid`, `file-unreadable`, `limit-exceeded`
 */
export async function readInside(options: InsideOptions): Promise<ReadInside> {
  const { inside, driver, reader, paths, whole, folder, requests } = options;
  const { folder: root } = inside;
  const asked = new Set(whole ? [...paths, ...paths.map(dirname)] : [folder]);
  for (const path of asked) if (path !== "/") await inside.copy(path);
  const { main_files } = reader;
  const given = whole ? paths.map((path) => join(root, path)) : paths;
  const { environment } = inside;
  for (let round = 1; ; round += 1) {
    const missed = new Set<string>();
    const elsewhere: Elsewhere = { root, whole, missed: (path) => missed.add(path) };
    try {
      const opened = openFiles({ given, inside: folder, main_files, environment, elsewhere });
      const files = { ...opened, requests };
      const configuration = reader.read(files);
      if (!(await more())) return { driver, reader, files, configuration, inside, whole };
    } catch (error) {
      if (!(await more())) throw error;
    }

    /** Copies what was missed and not asked for yet. True if anything came. */
    async function more(): Promise<boolean> {
      let came = false;
      for (const path of missed) {
        if (asked.has(path) || asked.size > asked_max || round > rounds_max) continue;
        asked.add(path);
        came = (await inside.copy(path)) || came;
      }
      return came;
    }
  }
}
