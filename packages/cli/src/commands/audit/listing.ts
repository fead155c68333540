import { visible, withoutSecrets } from "@gatecrash/core";
import type { ReadConfiguration } from "./read.ts";

/** What was read of a configuration, with nothing run. */
export function listing({ configuration }: ReadConfiguration, json: boolean): string {
  if (json) return `${JSON.stringify(withoutSecrets(configuration), undefined, 2)}\n`;
  const { fronts, routes, groups, notes } = configuration;
  const where = ({ file, line }: { file: string; line: number }) => `${file}:${line}`;
  const lines = [
    "fronts",
    ...fronts.map(({ id, tls, mode, at }) => `  ${id} ${mode}${tls ? " tls" : ""}  ${where(at)}`),
    "routes",
    ...routes.map(({ id, group, protocol, unreachable, at }) => {
      const why = unreachable === undefined ? "" : ` (${unreachable})`;
      return `  ${id} -> ${group} ${protocol}${why}  ${where(at)}`;
    }),
    "upstreams",
    ...groups.flatMap(({ name, endpoints }) => [
      `  ${name}`,
      ...endpoints.map(({ address, protocol, tls, at }) => {
        const to = address.kind === "unix" ? address.path : `${address.host}:${address.port}`;
        return `    ${to} ${protocol}${tls ? " tls" : ""}  ${where(at)}`;
      }),
    ]),
    ...(notes.length > 0 ? ["notes"] : []),
    ...notes.map(({ message, at }) => `  ${at ? `${where(at)}: ` : ""}${message}`),
  ];
  return lines.map((line) => `${visible(line)}\n`).join("");
}
