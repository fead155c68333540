import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { Problem } from "@gatecrash/core";
import { ownLabel } from "./client.ts";
import { lastLine, toolEnvironment } from "../shared/run-tool.ts";
import { settled } from "../shared/settled.ts";
import { tarEntries } from "./tar.ts";
import type { TarEntry } from "./tar.ts";

/** Container and folder exist as long as standard input is open: so nothing is left by a killed runner. */
const hold = `trap '' PIPE
id=$(docker create "$@") || exit 1
folder=$(mktemp -d "$TMP/gatecrash-image-XXXXXX")
echo "$id $folder"
cat >/dev/null
rm -rf "$folder"
docker rm --force --volumes "$id" >/dev/null`;

const line = /^([0-9a-f]+) (\/.+)$/;
const create_ms_max = 30_000;
const remove_ms_max = 10_000;
/** All that is read of one path. */
const stream_bytes_max = 256 * 1_048_576;

/** The files of an image: those of a container that is made of it and never started. */
export class ImageFiles {
  /** A folder of this machine that goes with them. */
  readonly folder: string;
  readonly #id: string;
  readonly #end: () => Promise<void>;

  private constructor(id: string, folder: string, end: () => Promise<void>) {
    this.#id = id;
    this.folder = folder;
    this.#end = end;
  }

  /** @throws Problem `launcher-unavailable` if Docker makes no container of it */
  static async open(image: string): Promise<ImageFiles> {
    // A command has to be named where the image has none.
    const args = ["--pull=never", "--network", "none", ...ownLabel("files")];
    const child = spawn("sh", ["-c", hold, "sh", ...args, image, "never-started"], {
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...toolEnvironment(), TMP: tmpdir() },
    });
    child.stdin.on("error", () => undefined);
    let said = "";
    child.stderr
      .setEncoding("utf8")
      .on("data", (text: string) => (said = (said + text).slice(-4_096)));
    const ended = new Promise<void>((resolve) => {
      child.once("error", () => resolve());
      child.once("close", () => resolve());
    });
    const id = new Promise<string>((resolve) => {
      createInterface({ input: child.stdout }).once("line", resolve);
    });
    const end = async () => {
      child.stdin.end();
      await settled(ended, remove_ms_max);
    };
    const first = await Promise.race([id, ended, settled(ended, create_ms_max)]);
    const [, name = "", folder = ""] = typeof first === "string" ? (line.exec(first) ?? []) : [];
    if (folder !== "") return new ImageFiles(name, folder, end);
    await end();
    const because = lastLine(said) || "no answer";
    throw new Problem("launcher-unavailable", `Docker makes no container of ${image}: ${because}`);
  }

  /** What is at a path, links followed; the first entry alone where only that is wanted. */
  async *read(path: string, content_bytes_max: number): AsyncGenerator<TarEntry> {
    const child = spawn("docker", ["cp", "--follow-link", `${this.#id}:${path}`, "-"], {
      stdio: ["ignore", "pipe", "ignore"],
      env: toolEnvironment(),
    });
    child.on("error", () => undefined);
    let bytes = 0;
    try {
      for await (const entry of tarEntries(child.stdout, content_bytes_max)) {
        bytes += entry.size_bytes;
        if (bytes > stream_bytes_max) throw tooMuch(path);
        yield entry;
      }
    } finally {
      child.stdout.destroy();
      child.kill("SIGKILL");
    }
  }

  /** The first entry of what is at a path: the file or the folder itself. */
  async first(path: string, content_bytes_max: number): Promise<TarEntry | undefined> {
    for await (const entry of this.read(path, content_bytes_max)) return entry;
    return undefined;
  }

  async close(): Promise<void> {
    await this.#end();
  }
}

export function tooMuch(path: string): Problem {
  const message = `${path} of the image: more than a configuration can have`;
  return new Problem(
    "limit-exceeded",
    message,
    "Name the configuration itself, besides the image.",
  );
}
