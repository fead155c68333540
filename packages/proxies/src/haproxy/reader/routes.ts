import type { AuditRoute, Group } from "@gatecrash/core";
import type { BoundFront } from "./fronts.ts";
import { lastLine, type Proxy } from "./proxies.ts";
import { findRequest, type Found } from "./routing/search.ts";
import { makeHold } from "./routing/repair.ts";
import { targetsOf, type Target } from "./routing/targets.ts";
import type { Step } from "./routing/step.ts";
import type { Way } from "./routing/walk.ts";
import { whyNot } from "./routing/why-not.ts";
import type { Entrance, World } from "./routing/world.ts";
import { plainDraft, startPassage, usualSource } from "./routing/world.ts";
import { readSettings } from "./settings/read.ts";
import { placeOf, word } from "./text/line.ts";
import type { Section } from "./text/sections.ts";

/** More than these are not looked at: each costs a search. */
const routesMax = 2_000;
/** Of the rules that lead to one backend no more than these are tried. */
const rulesMax = 20;

export interface RouteContext {
  world: World;
  sections: readonly Section[];
  /** What requests can be sent to, by name. */
  backs: ReadonlyMap<string, { proxy: Proxy; group: Group }>;
  stepsOf(proxy: Proxy): readonly Step[];
  note(message: string): void;
}

/** A front with what is asked of its proxy for every route. */
export interface ReadFront extends BoundFront {
  changes: readonly Step[];
  settings: Proxy;
}

/** The ways through HAProxy: from each front to each backend, once. */
export function readRoutes(fronts: readonly BoundFront[], context: RouteContext): AuditRoute[] {
  const routes: AuditRoute[] = [];
  for (const each of fronts) {
    const bound = readFront(each, context);
    for (const [backend, targets] of byBackend(bound, context)) {
      if (routes.length >= routesMax) {
        context.note(`only the first ${routesMax} routes are looked at`);
        return routes;
      }
      const route = readRoute(bound, backend, targets, context);
      if (route) routes.push(route);
    }
  }
  return routes;
}

export function readFront(front: BoundFront, context: RouteContext): ReadFront {
  const changes = context.stepsOf(front.proxy).filter(isChange);
  return { ...front, changes, settings: settingsOf(front.proxy) };
}

/** The proxy without its rules of switching, of which there may be thousands. */
function settingsOf(proxy: Proxy): Proxy {
  const lines = proxy.lines.filter((line) => !/^(acl|use_backend)$/.test(word(line, 0)));
  return { ...proxy, lines };
}

function entranceOf({ front, proxy }: BoundFront): Entrance {
  const { address, tls, mode } = front;
  const tcp = address.kind === "tcp" ? address : { host: "", port: 0 };
  return { name: proxy.name, tls, mode, host: tcp.host, port: tcp.port };
}

/** All rules that may lead from a front to a backend, in the order of the rules. */
export function byBackend(bound: ReadFront, context: RouteContext): Map<string, Target[]> {
  const { proxy } = bound;
  const steps = context.stepsOf(proxy);
  const passage = startPassage(plainDraft, entranceOf(bound), context.world);
  const search = { passage, steps: bound.changes, depth: 4, makeHold };
  const names = new Set(context.backs.keys());
  const targets = steps.flatMap((step) => targetsOf(step, search, names));
  const otherwise = defaultOf(proxy, context);
  if (otherwise !== undefined) targets.push({ backend: otherwise, guessed: false });
  const found = new Map<string, Target[]>();
  for (const target of targets) {
    const same = found.get(target.backend) ?? [];
    if (same.length < rulesMax) same.push(target);
    found.set(target.backend, same);
  }
  return found;
}

/** `default_backend`, or a listen's own servers. */
function defaultOf(proxy: Proxy, { backs }: RouteContext): string | undefined {
  const line = lastLine(proxy.lines, "default_backend");
  if (line) return backs.has(word(line, 1)) ? word(line, 1) : undefined;
  return backs.has(proxy.name) && proxy.kind === "listen" ? proxy.name : undefined;
}

function readRoute(
  bound: ReadFront,
  backend: string,
  targets: readonly Target[],
  context: RouteContext,
): AuditRoute | undefined {
  const back = context.backs.get(backend);
  if (!back) return undefined;
  const { front, proxy } = bound;
  let found: Found | undefined;
  let by: Step | undefined;
  for (const target of targets) {
    const next = find(bound, target, context);
    if (found && !("draft" in next)) continue;
    found = next;
    by = target.by;
    if ("draft" in next) break;
  }
  if (!found) return undefined;
  const isReached = "draft" in found;
  if (!isReached && targets.every(({ guessed }) => guessed)) return undefined;
  const [first] = back.group.endpoints;
  const way =
    isReached && first === undefined ? { unreachable: `"${backend}" has no server` } : wayOf(found);
  const line = by?.line ?? lastLine(bound.settings.lines, "default_backend") ?? proxy.header;
  return {
    id: `${front.id} > ${backend}`,
    ...way,
    ...leadsTo(bound, back, "request" in way ? way : {}, context),
    at: placeOf(line),
  };
}

/** What a way through a front to a backend is, whatever request takes it. */
export function leadsTo(
  bound: ReadFront,
  back: { proxy: Proxy; group: Group },
  way: Pick<AuditRoute, "request">,
  { sections }: Pick<RouteContext, "sections">,
): Pick<AuditRoute, "front" | "group" | "protocol" | "settings"> {
  const isGrpc = way.request?.headers["content-type"]?.startsWith("application/grpc");
  const [first] = back.group.endpoints;
  const protocol = first?.protocol ?? (back.proxy.mode === "http" ? "http" : "tcp");
  const front = back.proxy === bound.proxy ? back.proxy : bound.settings;
  return {
    front: bound.front.id,
    group: back.group.id,
    protocol: isGrpc && protocol === "h2" ? "grpc" : protocol,
    settings: readSettings(back.proxy, front, sections),
  };
}

function find(bound: ReadFront, target: Target, context: RouteContext): Found {
  return findRequest(wayTo(bound, target, context));
}

/** The rules on the way from a front to a target. */
export function wayTo(bound: ReadFront, target: Target, context: RouteContext): Way {
  const { proxy } = bound;
  const back = context.backs.get(target.backend)?.proxy;
  const front = context.stepsOf(proxy);
  // A listen's own rules were passed already.
  const own = back && back !== proxy ? context.stepsOf(back).filter(isOwn) : [];
  return {
    entrance: entranceOf(bound),
    world: context.world,
    front,
    back: own,
    changes: [...bound.changes, ...own.filter(isChange)],
    backend: target.backend,
    ...(target.by ? { by: target.by } : {}),
    isBackend: (name) => context.backs.has(name),
  };
}

function isChange({ action }: Step): boolean {
  return action.kind !== "switch";
}

/** Rules of connections and of switching are a front's; those of a listen do not count again. */
function isOwn({ set }: Step): boolean {
  return set !== "switching" && set !== "connection" && set !== "monitor";
}

type Taken = Pick<AuditRoute, "unreachable" | "client" | "server_name"> & {
  request: NonNullable<AuditRoute["request"]>;
};

function wayOf(found: Found): Taken | { unreachable: string } {
  if (!("draft" in found)) return { unreachable: whyNot(found.blocked) };
  const { method, host, path, headers, source, hello } = found.draft;
  return {
    request: { method, host, path, headers: { ...headers } },
    ...(source === usualSource ? {} : { client: source }),
    ...(hello ? { server_name: host } : {}),
  };
}
