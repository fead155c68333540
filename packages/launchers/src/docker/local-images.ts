import { docker } from "./client.ts";

/** An image that the daemon has. */
export interface LocalImage {
  reference: string;
  env: readonly string[];
}

interface Inspected {
  tags: string[] | null;
  env: string[] | null;
}

const format = '{"tags":{{json .RepoTags}},"env":{{json .Config.Env}}}';

/** Which of these references the daemon has, in their order. One call for all. */
export async function localImages(references: readonly string[]): Promise<LocalImage[]> {
  const answer = await docker(["image", "inspect", "--format", format, ...references]);
  // Those that are not there give an error line each, and an exit code that says nothing more.
  const found = answer.stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Inspected);
  if (references.length === 1) {
    // The one found is the one asked for, also where it was asked for by an id.
    return found.flatMap(({ env }) =>
      references.map((reference) => ({ reference, env: env ?? [] })),
    );
  }
  return references.flatMap((reference) => {
    const tag = reference.includes(":") ? reference : `${reference}:latest`;
    const image = found.find(({ tags }) => tags?.includes(tag));
    return image ? [{ reference, env: image.env ?? [] }] : [];
  });
}
