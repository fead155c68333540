import type { Directive } from "../syntax/directive.ts";
import { everyLocation, titleOf, type Location } from "../model/location.ts";
import type { Server, Site } from "../model/site.ts";
import { Work } from "../trial/run.ts";
import { simulate } from "../trial/simulate.ts";
import { keyOf, trialOf, type Trial } from "../trial/trial.ts";
import type { Passing } from "../trial/walk.ts";
import { frontsFor, hostFor, pathsOf, rewrittenPaths } from "./candidates.ts";

/** Steps of thought for a whole configuration: some seconds. */
const workMax = 1_500_000;
const trialsMax = 20_000;
/** Requests that begin with one location and were changed on the way. */
const perOriginMax = 400;

/** A way to an upstream, and the request that takes it. */
export interface Way {
  passing: Passing;
  trial: Trial;
  /** What has to fail before: several routes may have the same fallback. */
  after: NonNullable<Passing["after"]>[];
}

export interface Explored {
  /** Each pass with each of its targets once, in the order in which they were found. */
  ways: Way[];
  /** What became of the requests that were made for a location, by its directive. */
  reasons: Map<Directive, string>;
  /** The search was cut off. */
  gaveUp: boolean;
}

export function explore(site: Site): Explored {
  return new Explorer(site).run();
}

interface Queued {
  trial: Trial;
  origin: { count: number };
}

class Explorer {
  readonly #site: Site;
  readonly #work = new Work(workMax);
  readonly #ways = new Map<string, Way>();
  readonly #reasons = new Map<Directive, string>();
  readonly #seen = new Set<string>();
  readonly #taken = new Set<string>();
  readonly #queue: Queued[] = [];
  #trials = 0;
  #numbers = new Map<Directive, number>();

  constructor(site: Site) {
    this.#site = site;
  }

  run(): Explored {
    for (const server of this.#site.servers) this.#start(server);
    for (let at = 0; at < this.#queue.length && !this.#isOver; at += 1) {
      const { trial, origin } = this.#queue[at]!;
      this.#try(trial, origin);
    }
    return { ways: [...this.#ways.values()], reasons: this.#reasons, gaveUp: this.#isOver };
  }

  get #isOver(): boolean {
    return this.#work.left <= 0 || this.#trials >= trialsMax;
  }

  #start(server: Server): void {
    const fronts = frontsFor(server)
      .map((front) => ({ front, host: hostFor(server, front, this.#work.step) }))
      .filter(({ host }) => host !== undefined);
    if (fronts.length === 0) {
      const why = "no request comes to this server: others listen for its names";
      this.#reasons.set(server.block.directive, why);
    }
    const locations = [...everyLocation(server.root)];
    // What leads to a location directly comes first: it makes the plainer request.
    for (const list of [pathsOf, rewrittenPaths]) {
      for (const location of locations) {
        if (this.#isOver) return;
        const paths = list(location);
        for (const { front, host } of fronts) this.#startAt(location, paths, front.id, host!);
      }
    }
  }

  /** Tries paths until one ends up in the location itself. */
  #startAt(location: Location, paths: string[], front: string, host: string): void {
    const origin = { count: 0 };
    for (const path of paths) {
      const because = this.#try(trialOf(front, host, path), origin);
      if (because === undefined) continue;
      if (because.reached.has(location.block.directive)) return;
      const said = `${titleOf(location)}: for ${path} ${because.said || "another location is chosen"}`;
      const { directive } = location.block;
      if (!this.#reasons.has(directive)) this.#reasons.set(directive, said);
    }
  }

  #try(
    trial: Trial,
    origin: Queued["origin"],
  ): { reached: Set<Directive>; said: string } | undefined {
    const key = keyOf(trial);
    if (this.#seen.has(key) || this.#isOver) return undefined;
    this.#seen.add(key);
    this.#trials += 1;
    const { passings, others, because, way } = simulate(this.#site, trial, this.#work);
    for (const passing of passings) this.#note(passing, trial);
    if (!this.#taken.has(way)) {
      this.#taken.add(way);
      for (const other of others) {
        origin.count += 1;
        if (origin.count <= perOriginMax) this.#queue.push({ trial: other, origin });
      }
    }
    return { reached: new Set(passings.map(({ pass }) => locationOf(pass.block))), said: because };
  }

  #note(passing: Passing, trial: Trial): void {
    const { pass, role, target, after } = passing;
    const key = JSON.stringify([this.#numberOf(pass.directive), target, role]);
    const known = this.#ways.get(key);
    const afters = [...(known?.after ?? []), ...(after === undefined ? [] : [after])];
    const way = { passing, trial, after: afters };
    if (known === undefined || (!isSure(known) && isSure(way))) this.#ways.set(key, way);
    else known.after = afters;
  }

  #numberOf(directive: Directive): number {
    const known = this.#numbers.get(directive);
    if (known !== undefined) return known;
    this.#numbers.set(directive, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

function isSure({ passing }: Way): boolean {
  return passing.doubts.length === 0;
}

/** The location that a block belongs to. */
function locationOf(block: Way["passing"]["pass"]["block"]): Directive {
  let each = block;
  while (each.directive.name !== "location" && each.parent !== undefined) each = each.parent;
  return each.directive;
}
