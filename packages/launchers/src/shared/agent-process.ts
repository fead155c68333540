import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { messageOf, Problem } from "@gatecrash/core";
import { agentLineMax, eachLine } from "./lines.ts";
import { toolEnvironment } from "./run-tool.ts";
import { settled } from "./settled.ts";

const said_max = 4_096;
/** After its exit something else may still hold the agent's streams open. */
const drain_ms_max = 1_000;

/** How an agent, or the program that carries it, came to its end. */
export interface AgentEnd {
  code?: number;
  signal?: string;
  /** The last it said on standard error. */
  said: string;
}

/**
 * The program that an agent runs in: node itself, `unshare` or the docker client. It leads a
 * session of its own, so that Ctrl-C in a terminal reaches the runner alone.
 */
export class AgentProcess {
  readonly ended: Promise<AgentEnd>;
  /** Runs as soon as the process is gone, before its streams are read to their end. */
  onExit: () => void = () => undefined;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  #said = "";
  #heard = false;
  #gone = false;

  private constructor(child: ChildProcessByStdio<Writable, Readable, Readable>) {
    this.#child = child;
    // A write to an agent that is gone: `ended` says so.
    child.stdin.on("error", () => undefined);
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#said = (this.#said + text).slice(-said_max);
    });
    this.ended = this.#awaitEnd();
  }

  /** @throws Problem `launcher-unavailable` if the program cannot be started */
  static async start(
    program: string,
    args: readonly string[],
    folder: string,
  ): Promise<AgentProcess> {
    const child = spawn(program, args, {
      cwd: folder,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
      env: toolEnvironment(),
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", (error) => {
        reject(
          new Problem("launcher-unavailable", `${program} cannot be started: ${messageOf(error)}`),
        );
      });
    });
    return new AgentProcess(child);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  write(line: string): void {
    if (this.#child.stdin.writable)
      this.#child.stdin.write(line.endsWith("\n") ? line : `${line}\n`);
  }

  onLine(sink: (line: string) => void): void {
    this.#heard = true;
    eachLine(this.#child.stdout, "utf8", agentLineMax, sink);
  }

  /** Closes its standard input, which tells an agent to end. */
  endInput(): void {
    this.#child.stdin.end();
  }

  /** The same, and waits for the end. False if it takes longer than this. */
  async finish(timeout_ms: number): Promise<boolean> {
    this.endInput();
    return settled(this.ended, timeout_ms);
  }

  /** Kills the process and all that is in its process group. */
  kill(): void {
    // Once it was waited for, its number may belong to another.
    if (this.#gone) return;
    this.killGroup();
  }

  /** Only right at its end (`onExit`) or before: later the number may belong to another group. */
  killGroup(): void {
    try {
      process.kill(-this.pid, "SIGKILL");
    } catch {
      // Nothing is left of it.
    }
  }

  #awaitEnd(): Promise<AgentEnd> {
    return new Promise((resolve) => {
      this.#child.once("exit", (code, signal) => {
        this.#gone = true;
        this.onExit();
        if (!this.#heard) this.#child.stdout.resume();
        const finish = () => {
          clearTimeout(timer);
          const how = {
            ...(code === null ? {} : { code }),
            ...(signal === null ? {} : { signal }),
          };
          resolve({ ...how, said: this.#said.trim() });
        };
        const timer = setTimeout(finish, drain_ms_max);
        this.#child.once("close", finish);
      });
    });
  }
}

/** A sentence for the end of an agent. */
export function describeEnd({ code, signal, said }: AgentEnd): string {
  const how = signal === undefined ? `exit code ${code ?? "unknown"}` : signal;
  return `the agent ended (${how})${said === "" ? " without a word" : `: ${said}`}`;
}
