import { dirname } from "node:path/posix";
import { Problem } from "@gatecrash/core";
import type { AskedRequest, ProxyDriver, ProxyInside } from "@gatecrash/core";
import { loadProxies } from "../../catalogue.ts";
import { findInside } from "./image/find.ts";
import { folderFor } from "./image/folder.ts";
import { readInside } from "./image/read.ts";
import type { InsideOptions, ReadInside } from "./image/read.ts";
import { chooseProxy } from "./place.ts";
import type { ChosenProxy, ProxyChoice } from "./place.ts";
import { readConfiguration, recognise } from "./read.ts";
import type { ReadConfiguration } from "./read.ts";

/** A configuration that was read, and the proxy that will be started on it. */
export interface OpenedAudit {
  read: ReadConfiguration | ReadInside;
  proxy: ChosenProxy;
  /** Leaves nothing behind. */
  close(): Promise<void>;
}

export interface OpenOptions extends ProxyChoice {
  /** Id of the driver, where the configuration does not tell. */
  proxy?: string;
}

/**
 * Reads a configuration without looking for the proxy, unless it is one of an image.
 * @throws Problem as `openAudit`
 */
export async function readOnly(
  paths: readonly string[],
  options: OpenOptions,
  requests: readonly AskedRequest[],
): Promise<ReadConfiguration> {
  if (isForHere(options) && paths.length > 0) {
    return readConfiguration(paths, options.proxy, await loadProxies(), requests);
  }
  const { read, close } = await openAudit(paths, options, requests);
  await close();
  return read;
}

/**
 * Reads the configuration that is to be audited, in the place where its proxy will be started: on
 * this machine, or in an image. Without paths it is the image's own.
 * @throws Problem `usage-invalid`, `configuration-invalid`, `file-unreadable`, `limit-exceeded`,
 * `launcher-unavailable`
 */
export async function openAudit(
  paths: readonly string[],
  options: OpenOptions,
  requests: readonly AskedRequest[],
): Promise<OpenedAudit> {
  const drivers = await loadProxies();
  if (paths.length === 0) return openImage(options, drivers, requests);
  const { driver, reader } = recognise(paths, options.proxy, drivers);
  const readHere = () => readConfiguration(paths, options.proxy, drivers, requests);
  // A configuration that nothing could start is told of before anything is looked for.
  if (isForHere(options)) readHere();
  const proxy = await chooseProxy(driver, options);
  const inside = await proxy.launcher.look?.(proxy.place);
  if (!inside) {
    return { read: readHere(), proxy, close: async () => undefined };
  }
  return closing(inside, proxy, async () => {
    const folder = await folderFor(paths, inside, driver, reader);
    return { inside, driver, reader, paths, folder, whole: false, requests };
  });
}

/** Nothing says that the proxy is another machine's: what it includes should be here. */
function isForHere({ launcher, dockerImage }: OpenOptions): boolean {
  return launcher === "auto" && dockerImage === undefined;
}

/** Audits an image by what it has itself. */
async function openImage(
  options: OpenOptions,
  drivers: ReadonlyMap<string, ProxyDriver>,
  requests: readonly AskedRequest[],
): Promise<OpenedAudit> {
  const { dockerImage: image, proxy: id } = options;
  if (image === undefined) {
    const help =
      "Name nginx.conf or haproxy.cfg, or an image that has it: --docker-image <reference>.";
    throw new Problem("usage-invalid", "no configuration was named", help);
  }
  const candidates = [...drivers.values()].filter((each) => id === undefined || each.id === id);
  const [some] = candidates;
  if (!some) throw new Problem("unknown-name", `no proxy "${id ?? ""}"`);
  // Which proxy it is for is known only after a look into it.
  const proxy = await chooseProxy(some, options);
  const inside = await proxy.launcher.look?.(proxy.place);
  if (!inside) {
    const message = `the launcher ${proxy.launcher.id} runs no images`;
    throw new Problem("usage-invalid", message, "Leave --launcher out, or say --launcher docker.");
  }
  return closing(inside, proxy, async () => {
    const found = await findInside(image, inside, candidates);
    const folder = dirname(found.paths[0] ?? "/");
    return { ...found, inside, folder, whole: true, requests };
  });
}

/** Reads inside of an image; the image is closed if that fails. */
async function closing(
  inside: ProxyInside,
  proxy: ChosenProxy,
  plan: () => Promise<InsideOptions>,
): Promise<OpenedAudit> {
  try {
    const read = await readInside(await plan());
    return { read, proxy, close: () => inside.close() };
  } catch (error) {
    await inside.close();
    throw error;
  }
}
