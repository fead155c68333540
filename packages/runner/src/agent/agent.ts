import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { messageOf, Problem } from "@gatecrash/core";
import type { AgentLine, Command, ProxyEnd, Question, TimedFact } from "@gatecrash/core";
import { LagWatch } from "./lag.ts";
import { startNativeProxy } from "./native-proxy.ts";
import type { NativeProxy } from "./native-proxy.ts";
import { LaneTrials } from "./trials.ts";
import { AuditWorld } from "./world.ts";
import type { AgentParts } from "./upstreams.ts";

/** Nobody is there any more to whom a longer wait for an orderly end would be of use. */
const closing_ms_max = 2_000;

export interface AgentOptions {
  parts: AgentParts;
  input: Readable;
  write(line: string): void;
}

/**
 * The agent of a lane: does what the runner asks and sends back what happens, one JSON object a
 * line. When its input ends (the runner is gone, however it went) it ends everything it started.
 * Resolves when there is nothing left to do, or when that takes too long: what then remains ends with
 * this process, as it would if it were killed.
 */
export async function runAgent({ parts, input, write }: AgentOptions): Promise<void> {
  const agent = new Agent(parts, (line) => {
    write(`${JSON.stringify(line)}\n`);
  });
  const lines = createInterface({ input });
  const closed = new Promise<void>((resolve) => lines.once("close", resolve));
  lines.on("line", (line) => {
    void agent.answer(JSON.parse(line) as Question);
  });
  await closed;
  await Promise.race([agent.close(), delay(closing_ms_max)]);
}

class Agent {
  readonly #send: (line: AgentLine) => void;
  readonly #trials: LaneTrials;
  readonly #world: AuditWorld;
  #lane = "";
  #proxy: NativeProxy | undefined;
  #proxy_end: ProxyEnd | undefined;
  readonly #lag = new LagWatch((ms) => {
    if (this.#lane === "") return;
    const at_ns = process.hrtime.bigint().toString();
    this.#send({ fact: { kind: "lag", lane: this.#lane, ms, at_ns } });
  });

  constructor(parts: AgentParts, send: (line: AgentLine) => void) {
    this.#send = send;
    const write = (fact: TimedFact) => {
      send({ fact });
    };
    this.#trials = new LaneTrials(parts, this.#lag, write);
    this.#world = new AuditWorld(parts, write, (line) => {
      send({ line, from: "stdout" });
    });
  }

  async answer({ id, command }: Question): Promise<void> {
    try {
      this.#send({ reply: id, value: await this.#do(command) });
    } catch (error) {
      const code = error instanceof Problem ? error.code : "agent-failed";
      this.#send({ reply: id, error: { code, message: messageOf(error) } });
    }
  }

  async close(): Promise<void> {
    this.#lag.stop();
    this.#proxy?.kill();
    await Promise.all([this.#trials.close(), this.#world.close()]);
  }

  async #do(command: Command): Promise<unknown> {
    switch (command.do) {
      case "prepare":
        this.#lane = command.lane;
        return this.#trials.prepare(command);
      case "start-proxy":
        return this.#startProxy(command);
      case "stop-proxy":
        return this.#proxy?.stop(command.signal as NodeJS.Signals) ?? {};
      case "await-ready":
        return {
          elapsed_ms: await this.#trials.awaitReady(command.deadline_ms, () => this.#gone()),
        };
      case "run-trial":
        return await this.#trials.run(command);
      case "open-world":
        this.#lane = command.lane;
        await this.#world.open(command.world, command.log_files);
        return {};
      case "await-fronts": {
        const { addresses, deadline_ms } = command;
        const silent = await this.#world.awaitFronts(addresses, deadline_ms, () => this.#gone());
        return silent ? { silent } : {};
      }
      case "run-audit-trial":
        return this.#world.run(command);
      case "close":
        await this.close();
        return {};
    }
  }

  async #startProxy(command: Extract<Command, { do: "start-proxy" }>): Promise<unknown> {
    const proxy = await startNativeProxy({
      ...command,
      onLine: (from, line) => {
        this.#send({ line, from });
      },
    });
    this.#proxy = proxy;
    this.#proxy_end = undefined;
    void proxy.ended.then((end) => {
      this.#proxy_end = end;
      this.#send({ proxy_ended: end });
    });
    return { version: proxy.version, pid: proxy.pid };
  }

  /** How a proxy ended that is gone. */
  #gone(): string | undefined {
    if (!this.#proxy_end) return undefined;
    const { code, signal } = this.#proxy_end;
    const how = signal === undefined ? `exit code ${code}` : signal;
    return `it ended (${how})`;
  }
}
