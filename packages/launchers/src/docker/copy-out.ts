import { chmod, mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { tooMuch } from "./image-files.ts";
import type { ImageFiles } from "./image-files.ts";
import type { TarEntry } from "./tar.ts";

const entries_max = 10_000;
/** Of a file that is larger only its size is kept: whoever reads it sees that it is too large. */
const file_bytes_max = 4 * 1_048_576;
const all_bytes_max = 64 * 1_048_576;
const links_max = 500;

/**
 * Copies a file or a folder of an image to the same path below a folder of this machine. No link is
 * made: what one leads to stands in its place if it is a file, and a folder is left out.
 */
export async function copyOut(files: ImageFiles, path: string, to: string): Promise<boolean> {
  const links = await copyEntries(files, path, to);
  if (!links) return false;
  for (const link of links.slice(0, links_max)) {
    const found = await files.first(link.path, file_bytes_max);
    if (found?.kind === "file") await write(join(to, link.path), found);
  }
  return true;
}

/**
 * Copies a folder of an image for another container to use: every user may write there, and links
 * stay links, which nobody on this machine follows.
 */
export async function copyShared(files: ImageFiles, path: string, to: string): Promise<void> {
  const links = await copyEntries(files, path, to, true);
  // The last of all: nothing is written through them.
  for (const link of links ?? []) await symlink(link.target, join(to, link.path)).catch(ignore);
}

/** Files and folders; links are returned. Undefined if there is nothing. */
async function copyEntries(
  files: ImageFiles,
  path: string,
  to: string,
  for_all = false,
): Promise<{ path: string; target: string }[] | undefined> {
  const links: { path: string; target: string }[] = [];
  let entries = 0;
  let bytes = 0;
  for await (const entry of files.read(path, file_bytes_max)) {
    entries += 1;
    bytes += entry.content.length;
    if (entries > entries_max || bytes > all_bytes_max) throw tooMuch(path);
    const inside = placeOf(entry.name, path);
    if (inside === undefined) continue;
    const at = join(to, inside);
    if (entry.kind === "folder") await mkdir(at, { recursive: true });
    else if (entry.kind === "file") await write(at, entry);
    else if (entry.kind === "link") links.push({ path: inside, target: entry.target });
    if (for_all && entry.kind !== "link") await chmod(at, 0o777).catch(ignore);
  }
  return entries === 0 ? undefined : links;
}

/** The path of an entry: its first part is the name of what was asked for. None leads out of it. */
function placeOf(name: string, path: string): string | undefined {
  const [, ...rest] = name.split("/").filter((part) => part !== "" && part !== ".");
  if (rest.includes("..") || name.includes("\0")) return undefined;
  return join(path, ...rest);
}

async function write(at: string, { content, size_bytes }: TarEntry): Promise<void> {
  await mkdir(dirname(at), { recursive: true });
  await writeFile(at, content);
  if (size_bytes > content.length) await truncate(at, size_bytes);
}

function ignore(): void {
  // It is there already.
}
