import type { Needs, NeededFile } from "@gatecrash/core";
import { isName, parseAddress } from "../address.ts";
import type { BoundFront } from "../fronts.ts";
import type { Proxy } from "../proxies.ts";
import type { Server } from "../servers/endpoint.ts";
import { begins, placeOf, word } from "../text/line.ts";
import type { Section } from "../text/sections.ts";
import { filesOf, type FileContext } from "./files.ts";
import { agentOf, namesOf, sourcesOf } from "./of-servers.ts";
import { othersOf, resolversOf } from "./others.ts";
import { peopleOf } from "./people.ts";

interface Parts {
  sections: readonly Section[];
  fronts: readonly BoundFront[];
  backs: readonly { proxy: Proxy; servers: readonly Server[] }[];
  environment: ReadonlyMap<string, string>;
  files: FileContext;
}

/** All that the configuration needs of the machine besides its servers. */
export function readNeeds(parts: Parts): Needs {
  const { sections, fronts, backs, environment, files } = parts;
  const servers = backs.flatMap((back) => back.servers);
  const others = [
    ...sections.flatMap((section) => othersOf(section, environment)),
    ...servers.flatMap(agentOf),
  ];
  const names = others.flatMap(({ address, at }) =>
    address.kind === "tcp" && isName(address.host)
      ? [{ name: address.host, when: "start" as const, at }]
      : [],
  );
  return {
    files: once(
      [...sections.flatMap((section) => filesOf(section, files)), ...socketFolders(parts, fronts)],
      ({ path, kind }) => `${kind} ${path}`,
    ),
    users: once(
      sections.flatMap((each) => peopleOf(each, "user")),
      ({ name }) => name,
    ),
    groups: once(
      sections.flatMap((each) => peopleOf(each, "group")),
      ({ name }) => name,
    ),
    names: once([...servers.flatMap(namesOf), ...names], ({ name, when }) => `${when} ${name}`),
    resolvers: once(
      sections.flatMap((each) => resolversOf(each, environment)),
      ({ address, port }) => `${address} ${port}`,
    ),
    others: once(others, ({ address, what }) => `${what} ${JSON.stringify(address)}`),
    bind_addresses: once(
      backs.flatMap(({ proxy, servers: own }) => sourcesOf(own, proxy.lines, environment)),
      ({ address }) => address,
    ),
  };
}

/** The folders that HAProxy makes sockets in. */
function socketFolders({ sections, environment }: Parts, fronts: readonly BoundFront[]) {
  const found: NeededFile[] = [];
  const add = (path: string, at: NeededFile["at"]) => {
    const slash = path.lastIndexOf("/");
    if (slash > 0) found.push({ path: path.slice(0, slash), kind: "folder", at });
  };
  for (const { front } of fronts)
    if (front.address.kind === "unix") add(front.address.path, front.at);
  for (const line of sections.flatMap(({ lines }) => lines)) {
    if (!begins(line, "stats", "socket")) continue;
    const { address } = parseAddress(word(line, 2), environment);
    if (address?.kind === "unix") add(address.path, placeOf(line));
  }
  return found;
}

/** The first of each. */
function once<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const found = new Map<string, T>();
  for (const item of items) if (!found.has(keyOf(item))) found.set(keyOf(item), item);
  return [...found.values()];
}
