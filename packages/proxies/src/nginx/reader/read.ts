import type {
  AskedRequest,
  Configuration,
  ConfigurationSource,
  Front,
  Group,
} from "@gatecrash/core";
import { Problem } from "@gatecrash/core";
import { refused } from "../../shared/asked.ts";
import { blockOf } from "./model/block.ts";
import { readSite, type FrontModel, type Site } from "./model/site.ts";
import { countsClients } from "./needs/counts-clients.ts";
import { modulesOf } from "./needs/modules.ts";
import { needsOf } from "./needs/needs.ts";
import { notesOf } from "./needs/notes.ts";
import { logsOf } from "./result/logs.ts";
import { Groups } from "./result/groups.ts";
import { routesOf } from "./result/routes.ts";
import { streamRoutesOf } from "./stream/routes.ts";
import type { Directive } from "./syntax/directive.ts";
import { readFiles } from "./syntax/includes.ts";
import { folderOf, joinPath } from "./syntax/paths.ts";
import { placeOf } from "./syntax/place.ts";
import { invalid } from "./syntax/trouble.ts";

export const mainFile = "nginx.conf";

/** What is around everything. */
const nowhere = {
  ...{ name: "main", args: [], file: "", line: 0, text: "" },
  span: { path: "", start: 0, stop: 0 },
};

/** @throws Problem `configuration-invalid` */
export function read(source: ConfigurationSource): Configuration {
  const [given, second] = source.paths;
  if (given === undefined || second !== undefined) {
    const what = `nginx has one main file, and ${source.paths.length} were given`;
    throw new Problem("configuration-invalid", what, `Give ${mainFile}, or its folder.`);
  }
  const main = mainOf(source, given);
  const { directives, files, missing } = readFiles(source, main);
  checkTop(directives, source.nameOf(main));
  const top = blockOf({ ...nowhere, body: directives });
  refuseWithoutHttp(directives, source);
  const sites = directives.filter(({ name }) => name === "http" || name === "stream");
  const parts = sites.map((directive) => readPart(readSite(directive, top), source.requests ?? []));
  const groups = parts.flatMap((part) => part.groups);
  const datagram_ports = parts.flatMap(({ site }) => site.datagram_ports);
  const daemon = directives.find(({ name }) => name === "daemon")?.args[0];
  return {
    proxy: "nginx",
    ...(daemon === undefined ? {} : { daemon: daemon === "on" }),
    ...(datagram_ports.length > 0 && { datagram_ports }),
    ...(countsClients(directives) && { counts_clients: true }),
    logs: logsOf(directives),
    files,
    fronts: parts.flatMap(({ site }) => site.fronts.map((front) => frontOf(front))),
    routes: parts.flatMap(({ routes }) => routes),
    groups,
    needs: { ...needsOf(directives, missing, groups, folderOf(main)), ...modulesOf(directives) },
    notes: [...parts.flatMap(({ site }) => notesOfSite(site)), ...notesOf(directives)],
  };
}

/** The main file of what was given: a file, or its folder. */
export function mainOf(source: ConfigurationSource, given: string): string {
  return source.isFolder(given) ? joinPath(given, mainFile) : given;
}

function readPart(site: Site, requests: readonly AskedRequest[]) {
  if (site.kind === "stream") {
    const groups: Group[] = [];
    return { site, routes: streamRoutesOf(site, groups), groups };
  }
  const groups = new Groups(site);
  return { site, routes: routesOf(site, groups, requests), groups: groups.all };
}

/** A part such as `conf.d/site.conf` by itself is not what nginx would read. */
function checkTop(directives: readonly Directive[], file: string): void {
  const part = directives.find(({ name }) => /^(server|location|upstream|map)$/.test(name));
  if (part !== undefined) {
    const what = `"${part.name}" is not allowed outside of "http"`;
    const help = `Give the ${mainFile} that includes this file, not the file itself.`;
    throw invalid(part.file, part.line, what, help);
  }
  if (!directives.some(({ name }) => name === "http" || name === "stream" || name === "mail")) {
    throw invalid(file, 1, `there is neither an "http" nor a "stream" block`);
  }
}

/** Requests of the user's are HTTP. */
function refuseWithoutHttp(
  directives: readonly Directive[],
  { requests = [] }: ConfigurationSource,
): void {
  const [request] = requests;
  if (request && !directives.some(({ name }) => name === "http"))
    throw refused(request, "there is no front that takes HTTP");
}

function frontOf({ servers: _servers, default: _default, ...front }: FrontModel): Front {
  return front;
}

function notesOfSite({ notes, upstreams }: Site): Configuration["notes"] {
  const unread = [...upstreams.values()].flatMap((upstream) => upstream.unread);
  const message = "The address is not understood; the server is left out.";
  return [...notes, ...unread.map((at) => ({ message, at }))].map(({ message, at }) => ({
    message,
    ...(at !== undefined && { at: placeOf(at) }),
  }));
}
