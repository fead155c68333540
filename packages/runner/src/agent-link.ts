import { Problem } from "@gatecrash/core";
import type {
  AgentLine,
  Command,
  CommandKind,
  Lane,
  ProxyEnd,
  ProblemCode,
  Replies,
  TimedFact,
} from "@gatecrash/core";

export interface AgentEvents {
  onFact(fact: TimedFact): void;
  onLine(from: "stdout" | "stderr", line: string): void;
  onProxyEnded(end: ProxyEnd): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The runner's end of the conversation with an agent. */
export class AgentLink {
  readonly #lane: Lane;
  readonly #events: AgentEvents;
  readonly #pending = new Map<number, Pending>();
  #next = 1;
  #lost: Problem | undefined;

  constructor(lane: Lane, events: AgentEvents) {
    this.#lane = lane;
    this.#events = events;
    lane.onLine((line) => {
      this.#receive(line);
    });
    void lane.ended.then((last) => {
      this.#lost = new Problem("lane-lost", `the lane ended in mid-run: ${last}`);
      for (const { reject } of this.#pending.values()) reject(this.#lost);
      this.#pending.clear();
    });
  }

  /** Asks the agent. @throws Problem with the agent's code, or `lane-lost` */
  async ask<K extends CommandKind>(command: Extract<Command, { do: K }>): Promise<Replies[K]> {
    if (this.#lost) throw this.#lost;
    const id = this.#next;
    this.#next += 1;
    const reply = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
    });
    this.#lane.write(`${JSON.stringify({ id, command })}\n`);
    return (await reply) as Replies[K];
  }

  #receive(line: string): void {
    const message = JSON.parse(line) as AgentLine;
    if ("fact" in message) this.#events.onFact(message.fact);
    else if ("line" in message) this.#events.onLine(message.from, message.line);
    else if ("proxy_ended" in message) this.#events.onProxyEnded(message.proxy_ended);
    else this.#settle(message);
  }

  #settle(message: Extract<AgentLine, { reply: number }>): void {
    const pending = this.#pending.get(message.reply);
    this.#pending.delete(message.reply);
    if ("error" in message) {
      const { code, message: text } = message.error;
      pending?.reject(new Problem(code as ProblemCode, text));
    } else pending?.resolve(message.value);
  }
}
