import { realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import type { NetworkTools } from "@gatecrash/core";
import { probeScript } from "../shared/network-probe.ts";
import { lastLine, programFolders, runTool } from "../shared/run-tool.ts";
import { bind, rights } from "./arguments.ts";
import { docker, ownLabel } from "./client.ts";

/** How the agent's container gets tools for packets, and the right to use them. */
export interface ContainerTools {
  tools: NetworkTools;
  /** Sets a user's rights before it starts a program; the container runs as root until then. */
  setpriv: readonly string[];
  /** Arguments of `docker run` that bring the tools into the container. */
  mounts: readonly string[];
}

const probe_ms_max = 20_000;
const inside = "/gatecrash-tools";
const names = ["nft", "ip", "setpriv"] as const;

/** What images have by themselves. The official ones of Node.js have none of the first two. */
const ofImage: ContainerTools = {
  tools: { nft: ["nft"], ip: ["ip"] },
  setpriv: ["setpriv"],
  mounts: [],
};

const found = new Map<string, Promise<ContainerTools | string>>();

/**
 * The tools for a container of this image, tried out in one: those of the image, else those of this
 * machine. Where neither will do, what the last try said.
 */
export function containerTools(image: string, user: string): Promise<ContainerTools | string> {
  const key = `${image} ${user}`;
  const known = found.get(key) ?? search(image, user);
  found.set(key, known);
  return known;
}

/** What lanes of containers lack, and what mends it. */
export function whyNoTools(said: string): { missing: string; mend: string[] } {
  return {
    missing: `a lane of docker cannot filter packets here: ${said}`,
    mend: [
      "sudo apt-get install --no-install-recommends nftables iproute2   (Debian, Ubuntu)",
      "set GATECRASH_NODE_IMAGE to an image that has Node.js, nft, ip and setpriv",
      "gatecrash run --launcher netns",
    ],
  };
}

async function search(image: string, user: string): Promise<ContainerTools | string> {
  const own = await tried(image, user, ofImage);
  if (own === undefined) return ofImage;
  const machine = await ofThisMachine();
  if (typeof machine === "string") return `${image}: ${own}; this machine: ${machine}`;
  const said = await tried(image, user, machine);
  return said === undefined ? machine : `this machine's nft in ${image}: ${said}`;
}

/** Why these tools do not work there; undefined if they do. */
async function tried(
  image: string,
  user: string,
  tools: ContainerTools,
): Promise<string | undefined> {
  const run = ["run", "--rm", "--pull=never", "--log-driver", "none", "--network", "none"];
  const label = ownLabel("probe");
  const [first = "", ...rest] = ["sh", "-c", probeScript(tools.tools)];
  const given = rights({ program: first, args: rest, image, user, tools });
  const answer = await docker([...run, ...label, ...given], probe_ms_max);
  if (answer.ok) return undefined;
  return lastLine(answer.stderr) || (answer.failure ?? `exit code ${answer.code ?? "unknown"}`);
}

/**
 * This machine's own tools, mounted with their libraries and their dynamic loader, so that the
 * image's C library does not matter. Only where containers share this machine's files and kernel.
 */
async function ofThisMachine(): Promise<ContainerTools | string> {
  if (process.platform !== "linux") return `containers do not run on ${process.platform} itself`;
  const files = new Map<string, string>();
  const commands: Partial<Record<(typeof names)[number], string[]>> = {};
  for (const name of names) {
    const program = await locate(name);
    if (program === undefined) return `the command ${name} is not here`;
    const loader = await addLibraries(program, files);
    if (loader === undefined) return `ldd says nothing of ${program}`;
    files.set(name, program);
    commands[name] = [join(inside, loader), "--library-path", inside, join(inside, name)];
  }
  const { nft = [], ip = [], setpriv = [] } = commands;
  const mounts = [...files].flatMap(([name, file]) => [
    "--mount",
    bind(file, true, join(inside, name)),
  ]);
  return { tools: { nft, ip }, setpriv, mounts };
}

async function locate(name: string): Promise<string | undefined> {
  for (const folder of programFolders()) {
    const file = await realpath(join(folder, name)).catch(() => undefined);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** Adds what `ldd` lists of a program; the name of its loader, the one line without an arrow. */
async function addLibraries(
  program: string,
  files: Map<string, string>,
): Promise<string | undefined> {
  const { stdout } = await runTool("ldd", [program], probe_ms_max);
  let loader: string | undefined;
  for (const line of stdout.split("\n")) {
    const [, arrow, path = ""] = /^\s*(?:\S+ (=>) )?(\/\S+) \(0x/.exec(line) ?? [];
    if (path === "") continue;
    const name = basename(path);
    files.set(name, await realpath(path));
    if (arrow === undefined) loader = name;
  }
  return loader;
}
