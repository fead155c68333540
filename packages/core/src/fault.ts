import type { z } from "zod";
import type { Act, ActKind } from "./act.ts";
import { sampleQuestion } from "./name.ts";
import type { Random } from "./random.ts";
import { defaultRequest } from "./request.ts";
import type { RequestSpec } from "./request.ts";
import type { Script } from "./script.ts";
import type { Symptom } from "./symptom.ts";
import { defaultTopology } from "./topology.ts";
import type { Protocol, Topology } from "./topology.ts";
import type { When } from "./when.ts";

/** What a lane may be able to do; a fault, proxy or scenario can need it. */
export const capabilities = {
  "own-addresses": "an address of its own for each upstream",
  "any-address": "upstreams at any IP address",
  firewall: "dropping and rejecting packets",
  "hasty-kernel": "a kernel that gives TCP connections up after seconds, not after minutes",
  "memory-limit": "a limit of memory that the kernel keeps by ending a process (cgroup)",
  "upstream-process": "an upstream process of its own",
} as const;

export type Capability = keyof typeof capabilities;

/** What changes the lane for all that run in it: who needs it does not share one with who does not. */
export const laneWide: ReadonlySet<Capability> = new Set<Capability>([
  "hasty-kernel",
  "memory-limit",
]);

/**
 * - `listener`: the script runs when the fault is injected and acts on the listening socket.
 * - `connection`: it runs for each accepted connection, from the first byte on.
 * - `request`: as `connection`, but it starts by reading a request head, so it can also be chosen
 *   for a single request of a connection (by path, method, header).
 * - `query`: it runs for each question about the upstream's name that the lane's DNS is asked, also
 *   for those that a proxy asks before the trial begins (`NameQuestion.number` is 0). Only what
 *   happens in the trial is recorded, and counts as a receipt.
 */
export const faultScopes = ["listener", "connection", "request", "query"] as const;

export type FaultScope = (typeof faultScopes)[number];

/** A setting in which a fault shows. A scenario has its own topology and `when`. */
export interface FaultSetting {
  /** The requests, one after the other, in place of `request`. */
  requests?: readonly Partial<RequestSpec>[];
  topology?: Partial<Topology>;
  when?: When;
  /** The fault meets the last request, on a connection that the proxy had kept. */
  reused?: boolean;
  /**
   * The requests (from 1) in which it shows. Left out: those in which it is delivered; a listener's
   * fault shows in all, that of a name from then on.
   */
  shows_in?: readonly number[];
  /**
   * What each request meets, in order, where requests are made at the same time (`beside`) and do
   * not all meet the same. The fault's own symptom is one of them.
   */
  symptoms?: readonly Symptom[];
}

/**
 * One way to fail: one file, whose name is its id and whose folder is its family.
 * `script` is a pure generator of acts. The symptom is what the wire shows of it; where parameters
 * change that, it is a function of them.
 */
export interface Fault<P extends z.ZodObject = z.ZodObject> {
  id: string;
  /** One sentence. */
  summary: string;
  scope: FaultScope;
  symptom: Symptom | ((params: z.infer<P>) => Symptom);
  /** Each parameter has a default, bounds, a description, and its unit in its name. */
  params: P;
  /** Named sets of parameters: each is a row of the matrix. Without them: one row, the defaults. */
  variants?: Record<string, Partial<z.input<P>>>;
  /** The request that brings the fault out, if not `GET /`. */
  request?: Partial<RequestSpec>;
  /** What brings it out besides, where one request and the default topology do not. */
  setting?: FaultSetting | ((params: z.infer<P>) => FaultSetting);
  needs?: readonly Capability[];
  /** What the proxy must speak for it to make sense; `any` where it does not matter. Default: HTTP/1. */
  protocols?: readonly Protocol[] | "any";
  /** It acts on the TCP connection itself: no handshake is done before it where the topology has TLS. */
  below_tls?: boolean;
  /** The fault takes the whole machine, its cores or its kernel: its trial runs alone, after the others. */
  exclusive?: boolean;
  /** Limit of open descriptors for the upstream process that performs it. */
  descriptors_max?: number;
  script(params: z.infer<P>, random: Random): Script;
}

/** A fault whose parameter types are not known at this place. */
export type AnyFault = Fault<z.ZodObject>;

/** Declares a fault; its only purpose is to infer the parameter types. */
export function defineFault<P extends z.ZodObject>(fault: Fault<P>): AnyFault {
  return fault;
}

/** The variants of a fault with all defaults filled in; the name is "" where there is only one. */
export function variantsOf(fault: AnyFault): { name: string; params: Record<string, unknown> }[] {
  const variants = Object.entries(fault.variants ?? { "": {} });
  return variants.map(([name, params]) => ({ name, params: fault.params.parse(params) }));
}

/** The symptom for these (complete) parameters. */
export function symptomOf(fault: AnyFault, params: Record<string, unknown>): Symptom {
  return typeof fault.symptom === "function" ? fault.symptom(params) : fault.symptom;
}

/** The setting of a fault with everything that it leaves out filled in. */
export function settingOf(
  fault: AnyFault,
  params: Record<string, unknown>,
): Omit<FaultSetting, "requests" | "topology"> & {
  requests: RequestSpec[];
  topology: Topology;
  when: When;
  reused: boolean;
} {
  const own = typeof fault.setting === "function" ? fault.setting(params) : fault.setting;
  const requests = own?.requests ?? [fault.request ?? {}];
  return {
    requests: requests.map((request) => ({ ...defaultRequest, ...request })),
    topology: { ...defaultTopology, ...own?.topology },
    when: own?.when ?? {},
    reused: own?.reused ?? false,
    ...(own?.shows_in ? { shows_in: own.shows_in } : {}),
    ...(own?.symptoms ? { symptoms: own.symptoms } : {}),
  };
}

/** True if the fault makes sense where the proxy speaks this to its upstreams. */
export function suits({ protocols = ["http"] }: AnyFault, protocol: Protocol): boolean {
  return protocols === "any" || protocols.includes(protocol);
}

/** A limit on the acts of one script: a generator that never ends is a mistake in a fault. */
export const actsMax = 20_000;

/** What acts find out where nothing is on the wire. */
const emptyFinds: Partial<Record<ActKind, unknown>> = {
  "read-head": { method: "GET", path: "/", headers: {} },
  "read-client-hello": { bytes: 0, alpn: [], versions: [] },
  "start-tls": { established: true },
  "read-question": sampleQuestion,
};

/**
 * The acts of a script with nothing on the wire: reads return an empty request, or a first question.
 * For explanations and for tests that need no socket.
 */
export function outline(script: Script, acts_max = actsMax): Act[] {
  const acts: Act[] = [];
  let step = script.next();
  while (step.done !== true && acts.length < acts_max) {
    acts.push(step.value);
    if (step.value.kind === "silence") break;
    step = script.next(emptyFinds[step.value.kind]);
  }
  return acts;
}
