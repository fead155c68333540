import type { AskedRequest, AuditRequest, AuditRoute } from "@gatecrash/core";
import { inForce } from "../model/block.ts";
import type { Site } from "../model/site.ts";
import { explore, type Explored, type Way } from "../search/explore.ts";
import type { Directive } from "../syntax/directive.ts";
import { placeOf, isSecretName } from "../syntax/place.ts";
import { clientAddress, encodePath, type Trial } from "../trial/trial.ts";
import type { Passing } from "../trial/walk.ts";
import { everyPass, type WrittenPass } from "../search/passes.ts";
import { possibleValues, valuesMax } from "../variables/possible.ts";
import { hasVariables } from "../variables/template.ts";
import { asWritten, askedWays, type AskedWay } from "./asked.ts";
import type { Groups } from "./groups.ts";
import { settingsOf } from "./settings.ts";
import { notReached } from "./unreached.ts";

/** All ways through the `http` block: those that a request was found for, and the others. */
export function routesOf(
  site: Site,
  groups: Groups,
  requests: readonly AskedRequest[] = [],
): AuditRoute[] {
  const explored = explore(site);
  const routes = new Routes(site, groups);
  const mains = new Map<Directive, Set<unknown>>();
  for (const { passing } of explored.ways) {
    if (passing.role !== "main" || passing.doubts.length > 0) continue;
    const { directive } = passing.pass;
    mains.set(directive, (mains.get(directive) ?? new Set()).add(passing.target));
  }
  // The fallback of one route often is the way of another.
  const ways = explored.ways.filter(({ passing: { role, pass, target } }) => {
    return role !== "fallback" || mains.get(pass.directive)?.has(target) !== true;
  });
  // A fallback names the route that it comes after.
  for (const way of ways) if (way.passing.role !== "fallback") routes.addWay(way);
  for (const way of ways) if (way.passing.role === "fallback") routes.addWay(way);
  if (explored.gaveUp) {
    site.notes.push({
      message: "The search for requests was cut off: the configuration is large.",
    });
  }
  for (const server of site.servers) {
    for (const written of everyPass(server)) routes.addWritten(written, explored);
  }
  for (const way of askedWays(site, requests)) routes.addAsked(way);
  return routes.all;
}

class Routes {
  readonly all: AuditRoute[] = [];
  readonly #site: Site;
  readonly #groups: Groups;
  readonly #mainRoutes = new Map<Directive, Map<unknown, AuditRoute>>();
  readonly #ids = new Map<string, number>();
  readonly #targets = new Map<Directive, Set<unknown>>();

  constructor(site: Site, groups: Groups) {
    this.#site = site;
    this.#groups = groups;
  }

  addWay({ passing, trial, after }: Way): void {
    const { pass, target, doubts, role, password } = passing;
    const request = requestOf(trial);
    const client = trial.client === clientAddress ? {} : { client: trial.client };
    const part = role === "auth" || role === "mirror" ? { part: role } : {};
    const suffix = role === "main" ? "" : ` (${role})`;
    const route: AuditRoute = {
      ...{
        id: this.#freeId(`${trial.front} ${titleOf(request, client)}${suffix}`),
        front: trial.front,
      },
      ...this.#howToReach(passing, request, doubts),
      ...client,
      ...part,
      ...(after.length > 0 && this.#after(after)),
      ...(password !== undefined && { password: passwordOf(passing, password) }),
      ...(trial.certificate && { client_certificate: true }),
      ...this.#leadsTo(pass, target, passing.read),
    };
    const targets = this.#targets.get(pass.directive) ?? new Set();
    this.#targets.set(pass.directive, targets.add(target));
    const mains = this.#mainRoutes.get(pass.directive) ?? new Map<unknown, AuditRoute>();
    if (role === "main") this.#mainRoutes.set(pass.directive, mains.set(target, route));
    this.all.push(route);
  }

  /** A request of the user's; one that was found by itself is only marked. */
  addAsked({ passing, trial, request }: AskedWay): void {
    const wanted = asWritten(requestOf(trial), request);
    const same = this.all.find(
      (each) =>
        each.front === trial.front && JSON.stringify(each.request) === JSON.stringify(wanted),
    );
    if (same) {
      same.asked = true;
      return;
    }
    this.addWay({ passing, trial, after: [] });
    const added = this.all.at(-1);
    if (added) Object.assign(added, { asked: true, request: wanted });
  }

  /** A pass or one of its targets that no request was found for. */
  addWritten({ pass, server, location }: WrittenPass, explored: Explored): void {
    const { directive } = pass;
    const text = directive.args[0]!;
    const found = this.#targets.get(directive);
    // What other locations set is no target of this one: once it has one, only maps count.
    const sets = found === undefined ? server : undefined;
    const possible = hasVariables(text) ? possibleValues(this.#site, text, sets) : [text];
    if (possible === undefined && found !== undefined) return;
    if (possible?.length === valuesMax) this.#cut(directive);
    for (const target of possible ?? [text]) {
      if (found?.has(target) === true || !this.#isTarget(pass.family, target)) continue;
      const front = server.fronts[0]?.id ?? "";
      const name = server.names[0];
      const host = name?.kind === "exact" ? name.name : (name?.kind ?? "");
      const title = `${front} ${host} ${location.block.directive.args.join(" ")}`;
      const isKnown = possible !== undefined;
      this.all.push({
        ...{ id: this.#freeId(title), front },
        unreachable: notReached(explored, server, location, found === undefined, isKnown),
        ...this.#leadsTo(pass, isKnown ? target : { unknown: text }, (each) => each),
      });
    }
  }

  #cut(at: Directive): void {
    const message = `Only the first ${valuesMax} servers that it may lead to are listed.`;
    this.#site.notes.push({ message, at });
  }

  /** An empty map value or one without a scheme is a way to an error, not to an upstream. */
  #isTarget(family: string, target: string): boolean {
    return family === "proxy"
      ? /^https?:\/\/[^/]/i.test(target) || /\$/.test(target)
      : target !== "";
  }

  #howToReach(
    { role, target }: Passing,
    request: AuditRequest,
    doubts: string[],
  ): Pick<AuditRoute, "request" | "unreachable"> {
    if (role === "fallback") return { unreachable: "It is taken only after another route failed." };
    if (typeof target !== "string") {
      return { unreachable: `Which server it leads to is not known: ${target.unknown}.` };
    }
    if (doubts.length > 0) return { unreachable: `The way depends on this: ${doubts.join("; ")}.` };
    return { request };
  }

  #after(after: Way["after"]): Pick<AuditRoute, "after_failure"> {
    const routes = new Set<string>();
    const statuses = new Set<number>();
    for (const { passing, statuses: each } of after) {
      const route = this.#mainRoutes.get(passing.pass.directive)?.get(passing.target);
      if (route !== undefined) routes.add(route.id);
      for (const status of each) statuses.add(status);
    }
    return { after_failure: { routes: [...routes], statuses: [...statuses] } };
  }

  #leadsTo(
    pass: Passing["pass"],
    target: Passing["target"],
    read: Passing["read"],
  ): Pick<AuditRoute, "group" | "protocol" | "settings" | "at"> {
    const group = this.#groups.of(pass, target, read);
    const servers = group.endpoints.filter(({ disabled }) => !disabled).length;
    const protocol = group.endpoints[0]?.protocol ?? this.#groups.protocolOf(pass);
    const settings = settingsOf(this.#site, pass, Math.max(servers, 1));
    return { group: group.id, protocol, settings, at: placeOf(pass.directive) };
  }

  #freeId(wanted: string): string {
    const count = (this.#ids.get(wanted) ?? 0) + 1;
    this.#ids.set(wanted, count);
    return count === 1 ? wanted : `${wanted} #${count}`;
  }
}

/** What makes a request the one that it is; values that are secrets are left out. */
function titleOf(
  { method, host, path, headers, secret_headers = [] }: AuditRequest,
  { client }: { client?: string },
) {
  const parts = Object.entries(headers).map(([name, value]) => {
    return secret_headers.includes(name) ? name : `${name}: ${value}`;
  });
  if (client !== undefined) parts.push(`from ${client}`);
  const what = parts.length === 0 ? "" : ` (${parts.join(", ")})`;
  return `${method === "GET" ? "" : `${method} `}${host}${path}${what}`;
}

function requestOf(trial: Trial): AuditRequest {
  const { method, host, files } = trial;
  const path = encodePath(trial.path) + (trial.query === "" ? "" : `?${trial.query}`);
  const headers = { ...trial.headers };
  const secret_headers = Object.keys(headers).filter((name) => isSecretName(name));
  return {
    ...{ method, host, path, headers },
    ...(secret_headers.length > 0 && { secret_headers }),
    ...(files.length > 0 && { files: [...files] }),
  };
}

function passwordOf({ pass }: Passing, directive: NonNullable<Passing["password"]>) {
  const [file] = inForce(pass.block, "auth_basic_user_file");
  return { file: file?.args[0] ?? "", at: placeOf(directive) };
}
