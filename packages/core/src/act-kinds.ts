import type { ActKind } from "./act.ts";
import type { Capability, FaultScope } from "./fault.ts";

/** Acts that take the whole process: their trial needs an upstream process of its own. */
export const processActs: ReadonlySet<ActKind> = new Set<ActKind>([
  "exit",
  "kill",
  "freeze",
  "block",
  "burn",
  "exhaust-descriptors",
  "overflow-heap",
  "exhaust-memory",
]);

/** Acts that belong to the listener and not to one connection. */
export const listenerActs: ReadonlySet<ActKind> = new Set<ActKind>([
  "refuse",
  "fill-backlog",
  "remove-socket",
  "listen",
  "await-start",
  "route",
]);

/** Acts on packets and routes, which a connection or a listener may perform; the lane must let it. */
export const networkActs: ReadonlySet<ActKind> = new Set<ActKind>([
  "filter",
  "await-dropped",
  "route",
]);

/** What the lane must be able to do for these acts. */
export function needsOfActs(kinds: readonly ActKind[]): Capability[] {
  const needs: Capability[] = [];
  if (kinds.some((kind) => networkActs.has(kind))) needs.push("firewall");
  if (kinds.includes("exhaust-memory")) needs.push("memory-limit");
  return needs;
}

/** Acts of a script that does its own TLS handshake: none is done before it. */
export const handshakeActs: ReadonlySet<ActKind> = new Set<ActKind>([
  "read-client-hello",
  "start-tls",
]);

/** Acts that belong to a question about the upstream's name. */
const queryActs: ReadonlySet<ActKind> = new Set<ActKind>(["read-question", "answer-name"]);

/** True if acts can only be performed where a name leads to the upstream. */
export function needsName(kinds: readonly ActKind[]): boolean {
  return kinds.some((kind) => queryActs.has(kind) || kind === "move");
}

/** The scope of a script that is written as a list of acts: what its first or only acts need. */
export function scopeOfActs(kinds: readonly ActKind[]): FaultScope {
  if (kinds.some((kind) => queryActs.has(kind))) return "query";
  const [first] = kinds;
  if (first !== undefined && (listenerActs.has(first) || networkActs.has(first))) return "listener";
  return kinds[0] === "read-head" ? "request" : "connection";
}
