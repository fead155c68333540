import type { Act, ActOf } from "@gatecrash/core";
import type { Barriers } from "./barriers.ts";
import { blockEventLoop, burn } from "./burn.ts";
import type { Connection } from "./connection.ts";
import { exhaustDescriptors, exhaustMemory, overflowHeap } from "./exhaust.ts";
import type { NetworkActs } from "./network/acts.ts";
import type { Performed } from "./performed.ts";
import type { Stage } from "./play.ts";

/** What a connection's stage needs besides the connection. */
export interface ConnectionStageOptions {
  signal: AbortSignal;
  /** Performs acts on the packets of this connection. */
  network: NetworkActs;
  barriers: Barriers;
  /** Gives a socket to the healthy server. */
  handOver(connection: Connection): void;
  /** From here on the peer cannot be seen to leave. */
  onStopReading(): void;
  /** Moves the server that accepted the connection to another address, and its name with it. */
  move?(): Promise<Performed>;
  /** Stops listening where the connection was accepted; it goes on, and so do others. */
  refuse?(ms: number | undefined): Promise<Performed>;
  /** Asks the supervisor for a signal to this process; resolves when the process goes on. */
  supervise?: (act: Act) => Promise<void>;
}

/** Performs acts on one raw connection. */
export function connectionStage(
  connection: Connection,
  options: ConnectionStageOptions,
): Stage & { handedOver(): boolean } {
  const { signal, network } = options;
  let attentive = true;
  let handedOver = false;
  return {
    handedOver: () => handedOver,
    proof: () => network.proof,
    perform: async (act): Promise<Performed> => {
      switch (act.kind) {
        case "read-head":
          return connection.readHead(signal);
        case "read-body":
          return connection.readBody(act.bytes, signal);
        case "stop-reading":
          attentive = false;
          options.onStopReading();
          return connection.stopReading();
        case "send":
          return connection.send(act.text, signal);
        case "sleep":
          return connection.sleep(act.ms, signal);
        case "silence":
          return connection.silence(attentive, signal);
        case "finish":
          return connection.finish(signal);
        case "reset":
          return connection.reset(signal);
        case "read-client-hello":
          return connection.readClientHello(signal);
        case "start-tls":
          return connection.startTls(act, signal);
        case "send-raw":
          return connection.send(act.text, signal, connection.socket);
        case "send-alert":
          return connection.sendAlert(act.alert, signal);
        case "finish-raw":
          return connection.finish(signal, connection.socket);
        case "barrier":
          return waitAt(connection, act, options);
        case "accept":
          return { result: "failed", note: "accept stands between the parts of a list of acts" };
        case "hand-over":
          handedOver = true;
          options.handOver(connection);
          return { result: "ok" };
        case "move":
          return moveOrFail(options.move);
        case "read-question":
        case "answer-name":
          return { result: "failed", note: `${act.kind} acts on a question, not on a connection` };
        case "refuse":
          return refuseOrFail(options.refuse, act.ms);
        case "fill-backlog":
        case "remove-socket":
        case "listen":
        case "await-start":
          return { result: "failed", note: `${act.kind} acts on a listener, not on a connection` };
        default:
          return (await network.perform(act)) ?? performOnProcess(act, options.supervise);
      }
    },
  };
}

/** Waits at a barrier; who leaves meanwhile does not stand there any more. */
async function waitAt(
  connection: Connection,
  act: ActOf<"barrier">,
  { barriers, signal }: ConnectionStageOptions,
): Promise<Performed> {
  const opened = new AbortController();
  const left = new AbortController();
  const waiting = barriers.wait(act, AbortSignal.any([signal, left.signal])).finally(() => {
    opened.abort();
  });
  const watched = await connection.untilLeft(AbortSignal.any([signal, opened.signal]));
  left.abort();
  const performed = await waiting;
  return performed.result === "ok" || signal.aborted ? performed : { result: watched.result };
}

/** Moves a server, if it can be moved. */
export async function moveOrFail(move: ConnectionStageOptions["move"]): Promise<Performed> {
  return (await move?.()) ?? { result: "failed", note: "no name leads to this server" };
}

/** Stops listening, where the connection has a listener. */
export async function refuseOrFail(
  refuse: ConnectionStageOptions["refuse"],
  ms: number | undefined,
): Promise<Performed> {
  return (await refuse?.(ms)) ?? { result: "failed", note: "nothing listens for it" };
}

/** Acts that take the whole process. Only a worker process performs them. */
export async function performOnProcess(
  act: Act,
  supervise: ((act: Act) => Promise<void>) | undefined,
): Promise<Performed> {
  if (!supervise) {
    return { result: "failed", note: `${act.kind} needs an upstream process of its own` };
  }
  switch (act.kind) {
    case "exit":
      process.exit(act.code);
      break;
    case "kill":
    case "freeze":
      await supervise(act);
      return { result: "ok" };
    case "block":
      blockEventLoop(act.ms);
      return { result: "ok" };
    case "burn":
      await burn(act.ms, act.threads);
      return { result: "ok" };
    case "exhaust-descriptors":
      return exhaustDescriptors();
    case "overflow-heap":
      return overflowHeap();
    case "exhaust-memory":
      return exhaustMemory();
    default:
      return { result: "failed", note: `${act.kind} does not act on a process` };
  }
}
