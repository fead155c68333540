import { z } from "zod";
import { endSchema } from "./answer.ts";
import type { ConfigurationReader } from "./configuration-reader.ts";
import type { Coverage } from "./coverage.ts";
import type { Capability } from "./fault.ts";
import type { RequestSpec } from "./request.ts";
import { symptomName } from "./symptom.ts";
import type { Symptom, SymptomKind } from "./symptom.ts";
import type { Topology } from "./topology.ts";
import type { Version } from "./version.ts";
import type { When } from "./when.ts";

/** What the client of a proxy gets, how long it takes, and what the proxy's log says. */
export const expectationSchema = z.strictObject({
  end: endSchema.default("answered"),
  /** The status of the final answer; none for ends without a status line. */
  status: z.int().optional(),
  /** The timer whose firing ends the exchange; without it the end comes at once. */
  timer: z
    .enum(["connect_ms", "send_ms", "read_ms", "resolve_ms", "queue_ms", "body_ms"])
    .optional(),
  /** What the proxy adds of its own to the time, in ms: it holds a good answer back. */
  adds_ms: z.strictObject({ least: z.int().min(0), most: z.int().min(0) }).optional(),
  /** Marks of the proxy's log (see `ProxyFact`): one of these must be there. */
  log: z.array(z.string()).optional(),
  /** How often the proxy tries an upstream. */
  attempts: z.int().min(0).optional(),
  because: z.string().min(1).describe("The reason, for a person who did not expect this."),
});

export type Expectation = z.infer<typeof expectationSchema>;

/** One outcome, or several where the proxy itself races: then any of them is right. */
export type Outcome = Expectation | { racy: readonly Expectation[]; because: string };

/** All that an outcome may depend on. */
export interface OutcomeContext {
  symptom: Symptom;
  topology: Topology;
  version: Version;
  request: RequestSpec;
  /** Upstreams behind the front that have no fault. */
  healthy_upstreams: number;
  /** The fault met the proxy on a connection that it had kept from an earlier request. */
  reused?: boolean;
  /** The condition of the fault: by its path it may meet only what the proxy asks by itself. */
  when?: When;
  /** The same was asked before and answered well: a cache may hold it. */
  answered_before?: boolean;
}

export type OutcomeRule = Outcome | ((context: OutcomeContext) => Outcome);

/** A TCP address, or a unix socket: its path, which contains a slash, and port 0. */
export interface Address {
  address: string;
  port: number;
}

/** As configurations and logs name it: a path, or the address with its port. */
export function addressText(at: Address): string {
  const { address, port } = at;
  if (isUnixSocket(at)) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** True for a unix socket. */
export function isUnixSocket({ address }: Address): boolean {
  return address.includes("/");
}

/** One front of the proxy and the upstreams behind it; each trial has its own. */
export interface Route {
  /** Lower-case letters and digits; drivers put it where the log shows it. */
  id: string;
  front: Address;
  upstreams: readonly Address[];
  /** The name under which the lane's DNS knows the upstreams, where the topology asks for one. */
  name?: string;
  /** A name server of its own, in place of the lane's. */
  dns?: Address;
}

/** A route and how it is set up. */
export interface RenderedRoute extends Route {
  topology: Topology;
}

export interface RenderContext {
  routes: readonly RenderedRoute[];
  /** The lane's DNS server, if it has one. */
  dns?: Address;
  /** File of the authority that signs good upstream certificates, as the proxy sees it. */
  authority_file?: string;
  /** Folder of the rendered files, as the proxy sees it. */
  folder: string;
  /** Folder for the proxy's own temporary files, as the proxy sees it. */
  scratch: string;
  /** The proxy is started as root (of its lane). */
  as_root: boolean;
}

/** Where a log comes from: a stream of the process, or a file in the folder. */
export interface LogSource {
  from: "stdout" | "stderr" | { file: string };
  log: "access" | "error";
}

/** What a launcher needs to start a proxy. File names are relative to the folder. */
export interface LaunchSpec {
  files: Record<string, string>;
  /** Without the binary itself. */
  args: readonly string[];
  logs: readonly LogSource[];
  /** The signal that lets it finish its log and end. */
  stop_signal: "SIGTERM" | "SIGQUIT" | "SIGINT" | "SIGUSR1";
}

/** What a driver read from a log line. */
export interface ProxyFact {
  /** The route the line speaks of, if it names one … */
  route?: string;
  /** … or the front of the route, as `address:port`, if the line names only that. */
  front?: string;
  /** … or a name server that may be a route's own. */
  name_server?: string;
  log: "access" | "error";
  /** Short stable phrases: the message's fixed words, a termination state. */
  marks: string[];
  /** What the proxy says that it sent. */
  status?: number;
  /** Tries at an upstream, as the proxy counts them. */
  attempts?: number;
}

/** What a binary cannot be set up as: whatever has all of these parts of a topology. */
export interface Lacked {
  topology: Partial<Pick<Topology, "protocol" | "processing">>;
  reason: string;
}

/** True if a topology has what the binary lacks. */
export function isLacked({ topology: lacked }: Lacked, topology: Topology): boolean {
  const { protocol = topology.protocol, processing = topology.processing } = lacked;
  return protocol === topology.protocol && processing === topology.processing;
}

/** One proxy under test. Everything is pure; a launcher acts. */
export interface ProxyDriver {
  id: string;
  summary: string;
  /** Name of the native binary, and of the official image without its tag. */
  binary: string;
  image: string;
  /** Arguments that make the binary print its version. */
  version_args: readonly string[];
  /** Release lines whose outcomes were measured, oldest first. Others are judged as findings. */
  pinned: readonly string[];
  needs?: readonly Capability[];
  /**
   * Why it cannot be set up like this, if so: a protocol that it does not speak, or not in this
   * version. Without a version: of none that is pinned.
   */
  lacks?(topology: Topology, version: Version | undefined): string | undefined;
  /**
   * What its binary turns out to lack, by what it said when it would not start: routes that are set
   * up so are left out with the reason, and it is started again.
   */
  lackedBySaying?(said: string): Lacked | undefined;
  /** One answer for every kind of symptom … */
  outcomes: Record<SymptomKind, OutcomeRule>;
  /**
   * … and where the real proxy differs: for a detail (`kind/detail`), for a protocol
   * (`protocol:kind`), or for both (`protocol:kind/detail`).
   */
  details?: Record<string, OutcomeRule>;
  /** What the topology makes of an outcome, whatever the fault was; without it: nothing. */
  inTopology?(outcome: Outcome, context: OutcomeContext): Outcome;
  /** Reads a user's own configuration of this proxy, for the audit. */
  reader?: ConfigurationReader;
  /** All that its log can show of a fault, for `gatecrash coverage`. */
  coverage?: Coverage;
  /** True if the proxy would try another upstream after this, given tries left. */
  retries(context: OutcomeContext): boolean;
  /** How often it tries at most, the first try counted; without it `1 + retries`. */
  attempts_max?(topology: Topology): number;
  render(context: RenderContext): LaunchSpec;
  parseLog(line: string, source: LogSource): ProxyFact | undefined;
}

/** Declares a driver; a missing symptom does not compile. */
export function defineProxy(driver: ProxyDriver): ProxyDriver {
  return driver;
}

/** The outcome a driver declares for a symptom: the most special one that there is. */
export function outcomeFor(driver: ProxyDriver, context: OutcomeContext): Outcome {
  const { kind } = context.symptom;
  const { protocol } = context.topology;
  const name = symptomName(context.symptom);
  const rule =
    driver.details?.[`${protocol}:${name}`] ??
    driver.details?.[name] ??
    driver.details?.[`${protocol}:${kind}`] ??
    driver.outcomes[kind];
  const outcome = typeof rule === "function" ? rule(context) : rule;
  return driver.inTopology?.(outcome, context) ?? outcome;
}
