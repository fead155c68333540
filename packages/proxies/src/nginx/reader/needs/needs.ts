import type { Group, Needs } from "@gatecrash/core";
import { isLiteral, parseAddress } from "../model/addresses.ts";
import { everyDirective, type Directive } from "../syntax/directive.ts";
import { placeOf } from "../syntax/place.ts";
import { filesOf } from "./files.ts";

/** What the configuration takes for granted of the machine, each thing once. */
export function needsOf(
  directives: readonly Directive[],
  missing: readonly { path: string; at: Directive }[],
  groups: readonly Group[],
  folder: string,
): Needs {
  const needs: Needs = {
    ...{ files: [], users: [], groups: [], names: [], resolvers: [], others: [] },
    bind_addresses: [],
  };
  for (const { path, at } of missing) needs.files.push({ path, kind: "other", at: placeOf(at) });
  for (const directive of everyDirective(directives)) {
    needs.files.push(...filesOf(directive, folder));
    readUser(directive, needs);
    readNetwork(directive, needs);
  }
  for (const { endpoints } of groups) {
    for (const { address, resolved, at } of endpoints) {
      if (address.kind === "unix" || resolved === "never") continue;
      needs.names.push({ name: address.host, when: resolved, at });
    }
  }
  needs.files = joined(once(needs.files, ({ path, kind }) => `${kind} ${path}`));
  needs.names = once(needs.names, ({ name, when }) => `${when} ${name}`);
  needs.resolvers = once(needs.resolvers, ({ address, port }) => `${address} ${port}`);
  needs.others = once(needs.others, ({ address, what }) => what + JSON.stringify(address));
  needs.bind_addresses = once(needs.bind_addresses, ({ address }) => address);
  return needs;
}

/** A file may hold both a certificate and its key. */
function joined(files: Needs["files"]): Needs["files"] {
  const keys = new Set(files.filter(({ kind }) => kind === "key").map(({ path }) => path));
  const both = files.filter(({ kind, path }) => kind === "certificate" && keys.has(path));
  const paths = new Set(both.map(({ path }) => path));
  return files.flatMap((file) => {
    if (!paths.has(file.path)) return [file];
    return file.kind === "certificate" ? [{ ...file, kind: "certificate-and-key" as const }] : [];
  });
}

function once<T>(items: T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].reverse();
}

function readUser(directive: Directive, { users, groups }: Needs): void {
  const [name, group] = directive.args;
  if (directive.name !== "user" || name === undefined || directive.body !== undefined) return;
  const at = placeOf(directive);
  users.push({ name, at });
  // Without a second word the group is named like the user.
  groups.push({ name: group ?? name, at });
}

function readNetwork(directive: Directive, needs: Needs): void {
  const { name, args } = directive;
  if (name === "resolver") readResolver(directive, needs);
  else if (name === "error_log" || name === "access_log") readSyslog(directive, needs);
  else if (name === "ssl_stapling_responder") {
    readOther(directive, (args[0] ?? "").replace(/^http:\/\//, ""), 80, "OCSP responder", needs);
  } else if (name === "auth_http") readOther(directive, args[0] ?? "", 80, "mail", needs);
  else if (/^(proxy|fastcgi|uwsgi|scgi|grpc|memcached)_bind$/.test(name)) {
    const address = (args[0] ?? "").replace(/^\[|\](:\d+)?$|(?<=^[\d.]+):\d+$/g, "");
    if (address === "off" || address.includes("$")) return;
    needs.bind_addresses.push({ address, at: placeOf(directive) });
  }
}

function readResolver(directive: Directive, { resolvers, names }: Needs): void {
  const at = placeOf(directive);
  for (const text of directive.args.filter((each) => !each.includes("="))) {
    const address = parseAddress(text, 53);
    if (address?.kind !== "tcp") continue;
    resolvers.push({ address: address.host, port: address.port, at });
    if (!isLiteral(address.host)) names.push({ name: address.host, when: "start", at });
  }
}

function readSyslog(directive: Directive, needs: Needs): void {
  const text = directive.args.find((each) => each.startsWith("syslog:"));
  const server = /server=([^,]+)/.exec(text ?? "")?.[1];
  if (server !== undefined) readOther(directive, server, 514, "log server", needs);
}

function readOther(
  directive: Directive,
  text: string,
  port: number,
  what: string,
  { others, names }: Needs,
): void {
  const address = parseAddress(text.startsWith("unix:") ? text : text.replace(/\/.*$/, ""), port);
  if (address === undefined) return;
  const at = placeOf(directive);
  others.push({ address, what, at });
  const isName = address.kind === "tcp" && !isLiteral(address.host);
  if (isName) names.push({ name: address.host, when: "start", at });
}
