import type { AskedRequest, AuditRequest } from "@gatecrash/core";
import { headersOf, hostOf, refused } from "../../../shared/asked.ts";
import type { FrontModel, Site } from "../model/site.ts";
import { hostFor } from "../search/candidates.ts";
import { Work } from "../trial/run.ts";
import { simulate } from "../trial/simulate.ts";
import { trialOf, type Trial } from "../trial/trial.ts";
import type { Passing } from "../trial/walk.ts";

/** A way that a request of the user's takes. */
export interface AskedWay {
  passing: Passing;
  trial: Trial;
  request: AskedRequest;
}

const workMax = 200_000;
/** Of one request: with and without files, certificates and addresses that it may need. */
const triesMax = 100;

/**
 * The ways of the requests that the user asks for, on each front that they match.
 * @throws Problem `usage-invalid` where one matches no front, or is passed on nowhere
 */
export function askedWays(site: Site, requests: readonly AskedRequest[]): AskedWay[] {
  return requests.flatMap((request) => {
    const { host, port } = hostOf(request);
    const fronts = site.fronts.filter(
      ({ address }) => port === undefined || (address.kind === "tcp" && address.port === port),
    );
    if (fronts.length === 0) throw refused(request, "no front listens on the port of its host");
    const reasons: string[] = [];
    const ways = fronts.flatMap((front) => onFront(site, front, { request, host, reasons }));
    if (ways.length === 0) throw refused(request, reasons[0] ?? "it matches no front");
    return ways;
  });
}

interface Asking {
  request: AskedRequest;
  host: string | undefined;
  /** Why it is passed on nowhere. */
  reasons: string[];
}

function onFront(site: Site, front: FrontModel, { request, host, reasons }: Asking): AskedWay[] {
  const work = new Work(workMax);
  const named = front.servers.flatMap((server) => hostFor(server, front, work.step) ?? []);
  for (const each of host === undefined ? named : [host]) {
    const found = find(site, trialFor(front.id, each, request), work);
    if (typeof found === "string") reasons.push(found);
    else return found.passings.map((passing) => ({ passing, trial: found.trial, request }));
  }
  return [];
}

function trialFor(front: string, host: string, request: AskedRequest): Trial {
  const at = request.path.indexOf("?");
  const path = at < 0 ? request.path : request.path.slice(0, at);
  const decoded = path.replaceAll(/%([0-9a-fA-F]{2})/g, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
  const query = at < 0 ? "" : request.path.slice(at + 1);
  const { headers } = headersOf(request);
  return { ...trialOf(front, host, decoded), method: request.method, query, headers };
}

/** Thinks it through; where it comes nowhere, with what could make it: a file, a certificate. */
function find(
  site: Site,
  asked: Trial,
  work: Work,
): { passings: Passing[]; trial: Trial } | string {
  const queue = [asked];
  let reason = "";
  for (let index = 0; index < queue.length && index < triesMax; index += 1) {
    const trial = queue[index]!;
    const { passings, others, because } = simulate(site, trial, work);
    const sure = passings.filter(
      ({ role, doubts, target }) =>
        role === "main" && doubts.length === 0 && typeof target === "string",
    );
    if (sure.length > 0) return { passings: sure, trial };
    if (reason === "") reason = passings[0]?.doubts[0] ?? because;
    queue.push(...others.filter((other) => isSame(other, asked)));
  }
  return reason === "" ? "no upstream is asked for it" : reason;
}

/** The same request, of a client that has more to show. */
function isSame(other: Trial, asked: Trial): boolean {
  const keyOf = ({ method, host, path, query, headers, assumed }: Trial) =>
    JSON.stringify([method, host, path, query, headers, assumed]);
  return keyOf(other) === keyOf(asked);
}

/** As the user wrote it, with what the way needs besides. */
export function asWritten(found: AuditRequest, request: AskedRequest): AuditRequest {
  const { method, path, body_bytes } = request;
  return {
    ...found,
    ...{ method, path },
    ...headersOf(request),
    ...(body_bytes === undefined ? {} : { body_bytes }),
  };
}
