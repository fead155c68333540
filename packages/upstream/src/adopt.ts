import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { rawOf } from "./accepted.ts";
import type { Performed } from "./performed.ts";
import { limits } from "./limits.ts";
import { moveOrFail, performOnProcess, refuseOrFail } from "./perform.ts";
import type { ConnectionStageOptions } from "./perform.ts";
import type { Stage } from "./play.ts";

/**
 * Performs a script on a request that the healthy server has already read, so that a fault can be
 * chosen by path, method or header and on a reused connection. The raw socket is still ours:
 * what is sent does not go through the server's own writer.
 */
export function adoptedStage(
  request: IncomingMessage,
  signal: AbortSignal,
  takeOver: () => void,
  {
    network,
    supervise,
    move,
    refuse,
  }: Pick<ConnectionStageOptions, "network" | "supervise" | "move" | "refuse">,
) {
  const { socket } = request;
  let handedBack = false;
  const stage: Stage = {
    proof: () => network.proof,
    perform: async (act): Promise<Performed> => {
      if (act.kind === "hand-over") {
        handedBack = true;
        return { result: "ok" };
      }
      if (act.kind !== "read-head" && act.kind !== "sleep") takeOver();
      if (signal.aborted) return { result: "healed" };
      if (socket.destroyed) return { result: "peer-left" };
      switch (act.kind) {
        case "read-head":
          return { result: "ok", value: headOf(request) };
        case "read-body":
          return readBody(request, act.bytes);
        case "stop-reading":
          socket.pause();
          return { result: "ok" };
        case "send":
          return send(socket, act.text);
        case "sleep":
          return untilClosed(socket, signal, act.ms);
        case "silence":
          request.resume();
          return { ...(await untilClosed(socket, signal, limits.silence_ms_max)), result: "ok" };
        case "finish":
          request.resume();
          endSocket(socket);
          return { result: "ok" };
        case "reset":
          rawOf(socket).resetAndDestroy();
          return { result: "ok" };
        case "send-raw":
          return send(rawOf(socket), act.text);
        case "finish-raw":
          request.resume();
          endSocket(rawOf(socket));
          return { result: "ok" };
        case "send-alert":
        case "start-tls":
        case "read-client-hello":
          return { result: "failed", note: `${act.kind} comes too late: a request was read` };
        case "move":
          return moveOrFail(move);
        case "refuse":
          return refuseOrFail(refuse, act.ms);
        default:
          return (await network.perform(act)) ?? performOnProcess(act, supervise);
      }
    },
  };
  return { stage, handedBack: () => handedBack };
}

function headOf(request: IncomingMessage) {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
  return { method: request.method ?? "", path: request.url ?? "", headers };
}

async function readBody(request: IncomingMessage, bytes: number | undefined): Promise<Performed> {
  let seen = 0;
  if (bytes === 0) return { result: "ok" };
  return new Promise((resolve) => {
    const done = (result: string) => {
      request.off("data", onData);
      request.pause();
      resolve({ result, note: `${seen} bytes` });
    };
    const onData = (data: Buffer) => {
      seen += data.length;
      if (bytes !== undefined && seen >= bytes) done("ok");
    };
    request.on("data", onData);
    request.once("end", () => {
      done("ok");
    });
    request.once("close", () => {
      done("peer-left");
    });
  });
}

/** FIN; what still comes is drained, but not for ever. */
export function endSocket(socket: Socket): void {
  socket.end();
  const timer = setTimeout(() => {
    socket.destroy();
  }, limits.drain_ms_max);
  socket.once("close", () => {
    clearTimeout(timer);
  });
}

async function send(socket: Socket, text: string): Promise<Performed> {
  return new Promise((resolve) => {
    socket.once("close", () => {
      resolve({ result: "peer-left" });
    });
    socket.write(Buffer.from(text, "latin1"), (error) => {
      const code = (error as NodeJS.ErrnoException | null | undefined)?.code;
      resolve({ result: error ? (code ?? error.message) : "ok" });
    });
  });
}

async function untilClosed(socket: Socket, signal: AbortSignal, ms: number): Promise<Performed> {
  return new Promise((resolve) => {
    const done = (result: string) => () => {
      clearTimeout(timer);
      socket.off("close", onClose);
      signal.removeEventListener("abort", onAbort);
      resolve({ result });
    };
    const onClose = done("peer-left");
    const onAbort = done("healed");
    const timer = setTimeout(done("ok"), ms);
    socket.once("close", onClose);
    signal.addEventListener("abort", onAbort);
  });
}
