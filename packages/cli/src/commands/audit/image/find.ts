import { Problem } from "@gatecrash/core";
import type { ConfigurationReader, ProxyDriver, ProxyInside } from "@gatecrash/core";
import { commandLine } from "./command-line.ts";

/** The proxy of an image, and its configuration there. */
export interface FoundInside {
  driver: ProxyDriver;
  reader: ConfigurationReader;
  paths: string[];
}

/**
 * Finds which proxy an image is for: the one that its command starts, else one whose configuration
 * lies where images have it.
 * @throws Problem `configuration-invalid`
 */
export async function findInside(
  image: string,
  inside: ProxyInside,
  drivers: readonly ProxyDriver[],
): Promise<FoundInside> {
  const all = drivers.flatMap((driver) => {
    const { reader } = driver;
    return reader ? [{ driver, reader, line: commandLine(inside, driver) }] : [];
  });
  const started = all.filter(({ line }) => line !== undefined);
  for (const { driver, reader, line } of started.length > 0 ? started : all) {
    const named = line?.named ?? [];
    const candidates = named.length > 0 ? [named] : reader.usual_files.map((file) => [file]);
    for (const paths of candidates) {
      const kinds = await Promise.all(paths.map((path) => inside.kindOf(path)));
      if (!kinds.includes(undefined)) return { driver, reader, paths };
    }
  }
  const [first] = started;
  throw first ? withoutFile(image, first) : ofNone(image, inside, all);
}

function withoutFile(
  image: string,
  {
    driver,
    reader,
    line,
  }: Pick<FoundInside, "driver" | "reader"> & { line: { named: string[] } | undefined },
): Problem {
  const named = line?.named ?? [];
  const looked = named.length > 0 ? named : reader.usual_files;
  const by = named.length > 0 ? ", which its command names" : "";
  return new Problem(
    "configuration-invalid",
    `the image ${image} starts ${driver.id} and has no configuration: there is no ${looked.join(", no ")}${by}`,
    `Name the configuration, too: gatecrash audit ${reader.main_files[0] ?? ""} --docker-image ${image}`,
  );
}

function ofNone(
  image: string,
  { entrypoint, command }: ProxyInside,
  all: readonly Pick<FoundInside, "driver" | "reader">[],
): Problem {
  const ids = all.map(({ driver }) => driver.id).join(" or ");
  const words = [...entrypoint, ...command].join(" ");
  const files = all.flatMap(({ reader }) => reader.usual_files).join(", no ");
  return new Problem(
    "configuration-invalid",
    `the image ${image} is none of ${ids}: its command is "${words.slice(0, 200)}", and it has no ${files}`,
    "Name an image of a proxy, or the configuration besides the image.",
  );
}
