import { Problem } from "@gatecrash/core";
import type { ProxyInside } from "@gatecrash/core";
import { docker } from "./client.ts";
import { copyOut } from "./copy-out.ts";
import { ImageFiles } from "./image-files.ts";

interface ImageConfig {
  Entrypoint?: string[] | null;
  Cmd?: string[] | null;
  Env?: string[] | null;
  WorkingDir?: string;
}

/** Looks into an image. @throws Problem `launcher-unavailable` */
export async function lookInto(image: string): Promise<ProxyInside> {
  const config = await imageConfig(image);
  const files = await ImageFiles.open(image);
  return {
    entrypoint: config.Entrypoint ?? [],
    command: config.Cmd ?? [],
    environment: Object.fromEntries((config.Env ?? []).map(pair)),
    working_folder: config.WorkingDir === "" ? "/" : (config.WorkingDir ?? "/"),
    kindOf: async (path) => {
      const kind = (await files.first(path, 0))?.kind;
      return kind === "file" || kind === "folder" ? kind : undefined;
    },
    folder: files.folder,
    copy: (path) => copyOut(files, path, files.folder),
    close: () => files.close(),
  };
}

/** What an image says of how it is started. @throws Problem `launcher-unavailable` */
export async function imageConfig(image: string): Promise<ImageConfig> {
  const answer = await docker(["image", "inspect", "--format", "{{json .Config}}", image]);
  if (answer.ok) return JSON.parse(answer.stdout) as ImageConfig;
  const help = `docker pull ${image}, or the option --pull`;
  throw new Problem("launcher-unavailable", `Docker does not have the image ${image}`, help);
}

function pair(text: string): [string, string] {
  const at = text.indexOf("=");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
