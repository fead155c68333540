import { writeSync } from "node:fs";
import { Socket } from "node:net";
import type {
  Act,
  Acting,
  Address,
  FaultScope,
  Protocol,
  Random,
  Script,
  When,
} from "@gatecrash/core";
import type { HealthyOptions, HealthyServer } from "./healthy.ts";
import { healthyFor, lazyServer } from "./healthy-servers.ts";
import type { Injection } from "./injection.ts";
import { stampedJournal } from "./journal.ts";
import { refuseCaller } from "./serve/callers.ts";
import { useIdentity } from "./tls/authority.ts";
import type { Identity } from "./tls/authority.ts";
import { chooseForRequest, Upstream } from "./upstream.ts";

/** Turns what a trial names into a script; the catalogue of faults is behind it. */
export type ResolveScript = (acting: Acting) => Promise<(random: Random) => Script>;

/** What the supervisor tells a worker to be. */
export interface WorkerSetup {
  trial_id: string;
  addresses: readonly Address[];
  acting: Acting;
  fault: string;
  when: When;
  scope: FaultScope;
  faulty?: readonly number[];
  seed: string;
  protocol?: Protocol;
  /** TLS is spoken on its connections, with this; it does not go through a file. */
  tls?: { identity: Identity };
  below_tls?: boolean;
  /** Callers who choose a fault are told that they cannot here. */
  refuse_callers?: boolean;
}

/** A connection that another process accepted; its socket travels with the message. */
export interface Adopted {
  /** Its number there. */
  connection: number;
  /** What was read of it, one character a byte. */
  read: string;
}

/** Messages of the IPC channel. Facts go another way: see `writeLine`. */
export type ToWorker =
  | { open: WorkerSetup }
  | { adopt: Adopted }
  | { supervised: true }
  | { settle_ms: number }
  | { leave: true }
  | { retire: true };
/** Written where facts are written, after the last of an upstream that was taken away. */
export interface LastLine {
  left: true;
}
export type FromWorker =
  | { ready: true }
  | { opened: Address[] }
  | { failed: string }
  | { supervise: Act }
  | { settled: true };

/**
 * The upstream process of a fault that takes the whole process. It is started by a supervisor
 * (`openWorker`), which sees its facts, sends it signals and notes how it ended.
 */
export async function runWorker(resolve: ResolveScript): Promise<void> {
  const send = (message: FromWorker) => process.send?.(message);
  process.on("disconnect", () => process.exit(0));
  let refuse_callers = false;
  const healthy = lazyHealthyServer(
    (request, reply) =>
      (refuse_callers ? refuseCaller(request, reply) : undefined) ??
      chooseForRequest(request, reply),
  );
  let goOn: (() => void) | undefined;
  const supervise = async (act: Act) => {
    const done = new Promise<void>((resolvePromise) => (goOn = resolvePromise));
    send({ supervise: act });
    await done;
  };
  let upstream: Upstream | undefined;
  let injection: Injection | undefined;
  process.on("message", (message: ToWorker, socket: unknown) => {
    if ("open" in message) {
      open(message.open).then(
        (opened) => send({ opened }),
        (error: unknown) => send({ failed: String(error) }),
      );
    } else if ("supervised" in message) goOn?.();
    else if ("adopt" in message) adopt(message.adopt, socket);
    else if ("retire" in message) process.exit(0);
    else if ("leave" in message) void leave();
    else void upstream?.settle(message.settle_ms).then(() => send({ settled: true }));
  });
  send({ ready: true });

  async function open(setup: WorkerSetup): Promise<Address[]> {
    const { trial_id, protocol = "http", tls } = setup;
    if (tls) useIdentity(tls.identity);
    refuse_callers = setup.refuse_callers ?? false;
    const script = await resolve(setup.acting);
    upstream = new Upstream({
      trial_id,
      journal: stampedJournal(writeLine),
      healthy: healthyFor(protocol, healthy),
      protocol,
      tls: tls !== undefined,
      supervise,
    });
    for (const address of setup.addresses) await upstream.listen(address);
    const { fault, scope, when, seed, faulty, below_tls = false } = setup;
    upstream.begin();
    injection = await upstream.inject(
      { id: trial_id, fault, scope, when, seed, below_tls, script },
      faulty,
    );
    return upstream.addresses;
  }

  async function leave(): Promise<void> {
    await upstream?.close();
    upstream = undefined;
    writeLine({ left: true } satisfies LastLine);
  }

  function adopt({ connection, read }: Adopted, socket: unknown): void {
    // The peer may have left while the socket was on its way.
    if (!(socket instanceof Socket) || !upstream || !injection) return;
    socket.allowHalfOpen = true;
    socket.pause();
    socket.unshift(Buffer.from(read, "latin1"));
    upstream.adopt(socket, injection, connection);
  }
}

/** Most faults of a process never need the healthy server, and it costs more than the worker itself. */
function lazyHealthyServer(onRequest: NonNullable<HealthyOptions["onRequest"]>): HealthyServer {
  return lazyServer(async () => {
    const { createHealthyServer } = await import("./healthy.ts");
    return createHealthyServer({ onRequest });
  });
}

/**
 * Writes a fact at once: the next act may end the process. The pipe is in blocking mode, because
 * nothing here has opened `process.stdout`.
 */
function writeLine(fact: unknown): void {
  const bytes = Buffer.from(`${JSON.stringify(fact)}\n`);
  for (let sent = 0; sent < bytes.length;) {
    try {
      sent += writeSync(1, bytes, sent);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
  }
}
