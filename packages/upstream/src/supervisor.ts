import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Act, ActKind, Address, TimedFact } from "@gatecrash/core";
import type { Journal } from "./journal.ts";
import { limits } from "./limits.ts";
import { endWithUs } from "./watchman.ts";
import type { Adopted, FromWorker, ToWorker, WorkerSetup } from "./worker.ts";

/** A worker process with its upstream, as the supervisor sees it. */
export interface WorkerUpstream {
  addresses: Address[];
  pid: number;
  /** Resolves when the process is gone. */
  ended: Promise<void>;
  /** Gives the worker a connection that was accepted here, with what was read of it. */
  adopt(socket: Socket, adopted: Adopted): void;
  /** Lets the process end by itself, with nothing to do any more. */
  retire(): Promise<void>;
  /** Waits until the worker has no connection at work, or is gone. */
  settle(ms_max: number): Promise<void>;
  /** Ends the process, in whatever state it is. */
  close(): Promise<void>;
}

export interface WorkerCommand {
  node: string;
  /** Arguments that make node run `runWorker`. */
  args: readonly string[];
}

export interface SupervisorOptions {
  command: WorkerCommand;
  setup: WorkerSetup;
  descriptors_max?: number;
  /** Called when the process is up and about to listen: whoever has its address lets go of it. */
  beforeListen?(): Promise<void>;
  /** Takes the worker's own facts, with their times. */
  write(fact: TimedFact): void;
  journal: Journal;
}

/** While it performs these, a process does nothing else. */
const stopsTheProcess: ReadonlySet<ActKind> = new Set<ActKind>(["freeze", "block", "burn"]);

/**
 * Starts an upstream process and performs what a process cannot do to itself: kill, stop, continue.
 * Its crash is real; the supervisor survives and records it.
 * @throws Error if the worker cannot listen
 */
export async function openWorker(options: SupervisorOptions): Promise<WorkerUpstream> {
  const { setup, journal } = options;
  let standsStill = false;
  let exits = false;
  const child = start({
    ...options,
    write: (fact) => {
      if (fact.kind === "act") {
        standsStill = stopsTheProcess.has(fact.act.kind);
        exits = fact.act.kind === "exit";
      }
      if (fact.kind === "acted") standsStill = false;
      options.write(fact);
    },
  });
  const ended = journalEnd(child, setup.trial_id, journal);
  const tell = (message: ToWorker) => {
    if (child.connected) child.send(message);
  };
  child.on("message", (message: FromWorker) => {
    if ("supervise" in message) {
      signalProcess(child, message.supervise, () => {
        tell({ supervised: true });
      });
    }
  });
  if (options.beforeListen) {
    await messageWith(child, "ready", ended);
    await options.beforeListen();
  }
  const opened = messageWith(child, "opened", ended);
  tell({ open: setup });
  // One that exits at its start leaves an address at which nobody listens.
  const addresses = (await opened) ?? (exits ? setup.addresses : undefined);
  if (!addresses) throw new Error("the upstream process ended before it listened");
  return {
    addresses: addresses as Address[],
    pid: child.pid ?? 0,
    ended,
    adopt: (socket, adopted) => {
      if (child.connected) child.send({ adopt: adopted } satisfies ToWorker, socket);
      else socket.destroy();
    },
    retire: async () => {
      // Not by a disconnect: after one, node emits no "close".
      tell({ retire: true });
      await ended;
    },
    settle: async (ms_max) => {
      // It could not answer, and closes nothing meanwhile.
      if (standsStill) return;
      const settled = messageWith(child, "settled", ended);
      tell({ settle_ms: ms_max });
      await Promise.race([settled, ended, sleep(ms_max)]);
    },
    close: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Resolves when the process is gone and its end is written down. */
async function journalEnd(child: ChildProcess, trial_id: string, journal: Journal): Promise<void> {
  const release = child.pid === undefined ? () => undefined : endWithUs(child.pid);
  return new Promise((resolve) => {
    // Not "exit": facts that it wrote before its end come first.
    child.once("close", (code, signal) => {
      release();
      const how = { ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }) };
      journal({ kind: "process-ended", trial_id, pid: child.pid ?? 0, ...how });
      resolve();
    });
  });
}

function start({ command, descriptors_max, write }: SupervisorOptions): ChildProcess {
  const { node, args } = command;
  // Node raises its own soft limit to the hard one at start, so the shell lowers both.
  const files = descriptors_max === undefined ? "" : `ulimit -n ${descriptors_max} && `;
  const heap = `--max-old-space-size=${limits.heap_bytes_max / 1_048_576}`;
  // A process that aborts is not to leave a core file.
  const script = `ulimit -c 0; ${files}exec "$@"`;
  const child = spawn("sh", ["-c", script, "sh", node, heap, ...args], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  child.on("error", () => undefined);
  if (child.stdout) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      write(JSON.parse(line) as TimedFact);
    });
  }
  return child;
}

function signalProcess(child: ChildProcess, act: Act, done: () => void): void {
  if (act.kind === "kill") child.kill("SIGKILL");
  if (act.kind !== "freeze") return;
  child.kill("SIGSTOP");
  setTimeout(() => {
    child.kill("SIGCONT");
    done();
  }, act.ms).unref();
}

/** The value of the next message with a key; undefined if the process ends first. */
async function messageWith(
  child: ChildProcess,
  key: "ready" | "opened" | "settled",
  ended: Promise<void>,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: Record<string, unknown>) => {
      if ("failed" in message) reject(new Error(String(message["failed"])));
      else if (!(key in message)) return;
      child.off("message", onMessage);
      resolve(message[key]);
    };
    child.on("message", onMessage);
    void ended.then(() => {
      child.off("message", onMessage);
      resolve(undefined);
    });
  });
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms).unref());
}
