import { visible } from "@gatecrash/core";
import type { Configuration } from "@gatecrash/core";
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

/** Headers that hold a secret are there to be sent, and not to be shown. */
function withoutSecrets(configuration: Configuration): Configuration {
  const routes = configuration.routes.map((route) => {
    const { request } = route;
    if (!request?.secret_headers) return route;
    const hidden = request.secret_headers.map((name) => [name, "<redacted>"] as const);
    const headers = { ...request.headers, ...Object.fromEntries(hidden) };
    return { ...route, request: { ...request, headers } };
  });
  return { ...configuration, routes };
}
