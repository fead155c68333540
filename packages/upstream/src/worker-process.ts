import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Act, ActKind, TimedFact } from "@gatecrash/core";
import type { Journal } from "./journal.ts";
import { limits } from "./limits.ts";
import { oomKills } from "./memory-limit.ts";
import { endWithUs } from "./watchman.ts";
import type { FromWorker, LastLine, ToWorker } from "./worker.ts";

export interface WorkerCommand {
  node: string;
  /** Arguments that make node run `runWorker`. */
  args: readonly string[];
}

/** The trial that a worker process serves. */
export interface WorkerOwner {
  trial_id: string;
  /** Takes the worker's own facts, with their times. */
  write(fact: TimedFact): void;
  journal: Journal;
}

/** While it performs these, a process does nothing else. */
const stopsTheProcess: ReadonlySet<ActKind> = new Set<ActKind>(["freeze", "block", "burn"]);

/** A process that runs `runWorker`. It performs what a process cannot do to itself: kill, stop, continue. */
export class WorkerProcess {
  readonly child: ChildProcess;
  /** Resolves when it is gone and its end is written down. */
  readonly ended: Promise<void>;
  /** Facts that it writes are this trial's; without one they are nobody's. */
  owner: WorkerOwner | undefined;
  /** It performs an act that lets it do nothing else. */
  stands_still = false;
  /** The last act that it wrote down ends it. */
  exits = false;
  gone = false;
  /** It takes memory until the kernel ends it: for which connection, and how often it did so before. */
  #exhausts: { connection: number; kills: number } | undefined;
  #onLeft: () => void = () => undefined;

  constructor(command: WorkerCommand, descriptors_max?: number) {
    this.child = start(command, descriptors_max);
    this.child.on("error", () => undefined);
    if (this.child.stdout) {
      createInterface({ input: this.child.stdout }).on("line", (line) => {
        this.#read(JSON.parse(line) as TimedFact | LastLine);
      });
    }
    this.child.on("message", (message: FromWorker) => {
      if ("supervise" in message) this.#perform(message.supervise);
    });
    this.ended = this.#awaitEnd();
  }

  tell(message: ToWorker): void {
    if (this.child.connected) this.child.send(message);
  }

  /** The value of the next message with a key; undefined if the process ends first. */
  async next(key: "ready" | "opened" | "settled"): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const onMessage = (message: Record<string, unknown>) => {
        if ("failed" in message) reject(new Error(String(message["failed"])));
        else if (!(key in message)) return;
        this.child.off("message", onMessage);
        resolve(message[key]);
      };
      this.child.on("message", onMessage);
      void this.ended.then(() => {
        this.child.off("message", onMessage);
        resolve(undefined);
      });
    });
  }

  /** Takes its upstream away from it. Resolves when no more is to come of that. */
  async leave(): Promise<void> {
    this.owner = undefined;
    const left = new Promise<void>((resolve) => (this.#onLeft = resolve));
    this.tell({ leave: true });
    await Promise.race([left, this.ended]);
  }

  #read(line: TimedFact | LastLine): void {
    if ("left" in line) {
      this.#onLeft();
      return;
    }
    if (line.kind === "act") {
      this.stands_still = stopsTheProcess.has(line.act.kind);
      this.exits = line.act.kind === "exit";
      const { connection, act } = line;
      this.#exhausts =
        act.kind === "exhaust-memory" ? { connection, kills: oomKills() } : undefined;
    }
    if (line.kind === "acted") this.stands_still = false;
    this.owner?.write(line);
  }

  #perform(act: Act): void {
    if (act.kind === "kill") this.child.kill("SIGKILL");
    if (act.kind !== "freeze") return;
    this.child.kill("SIGSTOP");
    setTimeout(() => {
      this.child.kill("SIGCONT");
      this.tell({ supervised: true });
    }, act.ms).unref();
  }

  async #awaitEnd(): Promise<void> {
    const pid = this.child.pid ?? 0;
    const release = pid === 0 ? () => undefined : endWithUs(pid);
    await new Promise<void>((resolve) => {
      // Not "exit": facts that it wrote before its end come first.
      this.child.once("close", (code, signal) => {
        release();
        this.gone = true;
        const how = { ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }) };
        this.#tellEnd(pid, how);
        resolve();
      });
    });
  }

  /** Its end, and before that the receipt of an OOM kill: nobody else ended it, and the kernel counted one. */
  #tellEnd(pid: number, how: { code?: number; signal?: string }): void {
    const { trial_id, journal } = this.owner ?? {};
    if (trial_id === undefined) return;
    if (this.#exhausts && how.signal === "SIGKILL" && !this.child.killed) {
      const { connection, kills } = this.#exhausts;
      const proof = `the kernel ended the process for want of memory (oom_kill ${kills} → ${oomKills()})`;
      if (oomKills() > kills) journal?.({ kind: "delivered", trial_id, connection, proof });
    }
    journal?.({ kind: "process-ended", trial_id, pid, ...how });
  }
}

function start({ node, args }: WorkerCommand, descriptors_max?: number): ChildProcess {
  // Node raises its own soft limit to the hard one at start, so the shell lowers both.
  const files = descriptors_max === undefined ? "" : `ulimit -n ${descriptors_max} && `;
  const heap = `--max-old-space-size=${limits.heap_bytes_max / 1_048_576}`;
  // A process that aborts is not to leave a core file.
  const script = `ulimit -c 0; ${files}exec "$@"`;
  return spawn("sh", ["-c", script, "sh", node, heap, ...args], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
}
