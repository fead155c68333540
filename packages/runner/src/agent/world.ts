import { setTimeout as delay } from "node:timers/promises";
import { addressText, Problem } from "@gatecrash/core";
import type { Address, Command, Fact, Replies, TimedFact, WorldSpec } from "@gatecrash/core";
import { ask } from "../client/client.ts";
import { dying_ms_max, isGone, isRefused } from "./addresses.ts";
import { isAbout } from "./log-line.ts";
import { LogTail } from "./log-tail.ts";
import type { AgentParts, WorldServices, WorldUpstream } from "./upstreams.ts";

type RunAuditTrial = Extract<Command, { do: "run-audit-trial" }>;

/** After the last exchange the upstream may still see connections end. */
const settle_ms_max = 200;

/** A proxy asks for its names within a second or two; one that never does has no servers. */
const found_ms_max = 4_000;

/** The world around a user's own configuration: all its upstreams, and the trials in it. */
export class AuditWorld {
  readonly #parts: AgentParts;
  readonly #write: (fact: TimedFact) => void;
  readonly #servers = new Map<string, WorldUpstream>();
  /** The trial that runs on a server just now; what the proxy does by itself belongs to none. */
  readonly #at_work = new Map<string, string>();
  /** How the proxy's log names a server. */
  readonly #named = new Map<string, string>();
  #tails: LogTail[] = [];
  #services: WorldServices | undefined;
  readonly #onLogLine: (line: string) => void;

  constructor(
    parts: AgentParts,
    write: (fact: TimedFact) => void,
    onLogLine: (line: string) => void,
  ) {
    this.#parts = parts;
    this.#onLogLine = onLogLine;
    this.#write = write;
  }

  /** Opens every server, the DNS and the log servers. */
  async open(world: WorldSpec, log_files: readonly string[]): Promise<void> {
    this.#tails = log_files.map((file) => new LogTail(file));
    for (const { endpoint, address } of world.servers) {
      this.#named.set(endpoint, addressText(address));
    }
    this.#services = await this.#parts.openWorldServices(world, this.#onLogLine);
    for (const server of world.servers) {
      const { endpoint } = server;
      const trial_id = () => this.#at_work.get(endpoint) ?? "";
      // Checks of the proxy's own come at any time: they are no trial's facts.
      const write = (fact: TimedFact) => {
        if (!("trial_id" in fact) || fact.trial_id !== "") this.#write(fact);
      };
      this.#servers.set(endpoint, await this.#parts.openServer(server, trial_id, write));
    }
  }

  /**
   * Waits until something listens at each address, and the proxy has found the names that it looks up
   * when it runs already. Returns the first address that stays silent.
   */
  async awaitFronts(
    addresses: readonly Address[],
    deadline_ms: number,
    proxyGone: () => string | undefined,
  ): Promise<Address | undefined> {
    const until_ms = performance.now() + deadline_ms;
    const found = this.#services?.untilFound(found_ms_max);
    for (const address of addresses) {
      while (await isRefused(address)) {
        const gone = proxyGone();
        if (gone !== undefined) throw new Problem("proxy-start-failed", gone);
        if (performance.now() > until_ms) return address;
        await delay(5);
      }
    }
    await found;
    return undefined;
  }

  /** Runs a trial: the fault on some servers, the requests, the fault healed, one request more. */
  async run(command: RunAuditTrial): Promise<Replies["run-audit-trial"]> {
    const { trial_id, endpoints, faulty, after } = command;
    for (const endpoint of endpoints) this.#at_work.set(endpoint, trial_id);
    // A fault of new connections would not be met on a kept one.
    await Promise.all(faulty.map(async (each) => this.#servers.get(each)?.endKept(settle_ms_max)));
    const injections = await Promise.all(faulty.map((endpoint) => this.#inject(endpoint, command)));
    const answered = await this.#ask(command);
    for (const injection of injections) await injection?.heal();
    for (const endpoint of endpoints) await this.#servers.get(endpoint)?.settle(settle_ms_max);
    const last = command.requests.length;
    const recovered = after ? await this.#exchange(command, last, after) : true;
    for (const endpoint of endpoints) this.#at_work.delete(endpoint);
    const proxy_gone = await isGone(
      command.front.address,
      recovered && (after !== undefined || answered) ? 0 : dying_ms_max,
    );
    return { proxy_gone, recovered, log_lines: this.#logLines(command, answered) };
  }

  /**
   * New lines of the proxy's logs that name one of the trial's servers, or the client's own name for
   * the trial. Others' lines are left to them, unless there was no answer though all was well: then
   * whatever the proxy said may tell why.
   */
  #logLines({ endpoints, groups, requests, faulty }: RunAuditTrial, answered: boolean): string[] {
    if (faulty.length === 0 && !answered)
      return this.#tails.flatMap((tail) => tail.take(() => true));
    const agent = requests[0]?.headers["user-agent"];
    const addresses = endpoints.flatMap((endpoint) => this.#named.get(endpoint) ?? []);
    const names = { addresses, groups, ...(agent === undefined ? {} : { agent }) };
    return this.#tails.flatMap((tail) => tail.take((line) => isAbout(line, names)));
  }

  /** True if all requests got a good answer. */
  async #ask(command: RunAuditTrial): Promise<boolean> {
    const { requests, parallel } = command;
    const ask = (request: RunAuditTrial["requests"][number], exchange: number) =>
      this.#exchange(command, exchange, request);
    if (parallel) return (await Promise.all(requests.map(ask))).every((good) => good);
    let good = true;
    for (const [exchange, request] of requests.entries()) {
      good = (await ask(request, exchange)) && good;
    }
    return good;
  }

  async #inject(endpoint: string, command: RunAuditTrial) {
    const { trial_id, acting, fault, scope, below_tls, seed } = command;
    const server = this.#servers.get(endpoint);
    if (!server || !acting) return undefined;
    return server.inject({ trial_id, acting, fault, scope, below_tls, seed });
  }

  /** Asks once. True if a whole answer came whose status is no error. */
  async #exchange(
    { trial_id, front, deadline_ms }: RunAuditTrial,
    exchange: number,
    request: RunAuditTrial["requests"][number],
  ): Promise<boolean> {
    const { method, path, after_ms = 0 } = request;
    if (after_ms > 0) await delay(after_ms);
    this.#fact({ kind: "exchange-started", trial_id, exchange, method, path });
    const answer = await ask({ front, request, deadline_ms, leaves_tunnel: true });
    this.#fact({ kind: "answered", trial_id, exchange, answer });
    return answer.end === "answered" && (answer.status ?? 0) < 500;
  }

  async close(): Promise<void> {
    const servers = [...this.#servers.values()].map((server) => server.close());
    await Promise.allSettled([...servers, this.#services?.close()]);
  }

  #fact(fact: Fact): void {
    this.#write({ ...fact, at_ns: process.hrtime.bigint().toString() });
  }
}
