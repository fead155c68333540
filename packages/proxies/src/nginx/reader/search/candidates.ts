import { everyDirective } from "../syntax/directive.ts";
import type { FrontModel, Server } from "../model/site.ts";
import type { Location } from "../model/location.ts";
import { hostsOf } from "../model/server-name.ts";
import { Pattern } from "../regex/pattern.ts";
import { chooseServer } from "../trial/choose-server.ts";

const pathsMax = 16;

/** Paths that may lead to a location, the plainest first. */
export function pathsOf(location: Location): string[] {
  const { kind, text } = location;
  const paths = new Set<string>();
  if (kind === "server") for (const each of ["/", "/probe"]) paths.add(each);
  else if (kind === "exact") paths.add(text);
  else if (kind === "prefix") for (const each of prefixPaths(text)) paths.add(each);
  else if (kind === "regex") for (const each of regexPaths(location)) paths.add(each);
  return [...paths].filter((path) => path.startsWith("/")).slice(0, pathsMax);
}

function prefixPaths(text: string): string[] {
  const slashed = text.endsWith("/") ? text : `${text}/`;
  return [text, `${slashed}probe`, `${slashed}probe/probe.txt`, `${text}probe`];
}

/** Without `^` the expression may match anywhere: it is put behind the path of an outer location. */
function regexPaths({ pattern, parent }: Location): string[] {
  if (pattern === undefined) return [];
  const outer = parent === undefined || parent.kind !== "prefix" ? "/" : parent.text;
  const slashed = outer.endsWith("/") ? outer : `${outer}/`;
  return pattern.samples().flatMap((sample) => {
    const forms = sample.startsWith("/") ? [sample] : [];
    forms.push(`${slashed}probe${sample}`, `${slashed}${sample}`, `${outer}${sample}`);
    return forms.filter((form) => typeof pattern.match(form) === "object").slice(0, 2);
  });
}

/** Paths that a `rewrite` of the location takes up. */
export function rewrittenPaths({ block, kind }: Location): string[] {
  const paths: string[] = [];
  for (const { name, args, body } of block.body) {
    if (name === "if" && kind !== "server") {
      for (const each of everyDirective(body ?? [])) {
        if (each.name === "rewrite") paths.push(...sampled(each.args[0] ?? ""));
      }
    }
    if (name === "rewrite") paths.push(...sampled(args[0] ?? ""));
  }
  return paths;
}

function sampled(expression: string): string[] {
  const pattern = new Pattern(expression, false);
  return pattern
    .samples()
    .flatMap((sample) => [sample, `/${sample}`, `/probe${sample}`])
    .filter((path) => path.startsWith("/") && typeof pattern.match(path) === "object")
    .slice(0, 2);
}

/** The first front in plain text and the first with TLS: `$scheme` may tell them apart. */
export function frontsFor({ fronts }: Server): FrontModel[] {
  // In plain text HTTP/2 was all that such a port spoke before 1.25.1.
  const rank = ({ proxy_protocol, address, http2 }: FrontModel) =>
    (proxy_protocol ? 8 : 0) +
    (http2 ? 4 : 0) +
    (address.kind === "unix" ? 2 : address.host.includes(":") ? 1 : 0);
  const sorted = [...fronts].sort((a, b) => rank(a) - rank(b));
  const first = [sorted.find(({ tls }) => !tls), sorted.find(({ tls }) => tls)];
  return first.filter((front) => front !== undefined);
}

/** A host that the server answers for at this front; undefined if others take all of them. */
export function hostFor(server: Server, front: FrontModel, work: () => void): string | undefined {
  const hosts = server.names.flatMap((name) => hostsOf(name));
  // A server without a name answers requests without a host, which HTTP/1.1 does not allow.
  const named = hosts.filter((host) => host !== "");
  for (const host of [...named.slice(0, 8), "localhost", "probe.invalid"]) {
    if (chooseServer(front, host, work)?.server === server) return host;
  }
  return undefined;
}
