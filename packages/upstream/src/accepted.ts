import type { Socket } from "node:net";
import type { Journal } from "./journal.ts";

/** One connection of an upstream, from its accept to its end. */
export interface Accepted {
  /** Number of the connection, counted from 1. */
  connection: number;
  /** Index of the server that accepted it. */
  server: number;
  trial_id: string;
  owner: AcceptedConnections;
  /** Who ended it first, as far as this side can tell. */
  by: "peer-fin" | "peer-rst" | "upstream";
  /** A script was played on it before the healthy server got it. */
  played: boolean;
}

const acceptedBy = new WeakMap<Socket, Accepted>();

/** The TCP connections under what is spoken on them, where that is TLS. */
const rawBy = new WeakMap<Socket, Socket>();

/** Lets what is known of a connection be found by the TLS on it, too. */
export function nameSecure(secure: Socket, raw: Socket): void {
  rawBy.set(secure, raw);
  const accepted = acceptedBy.get(raw);
  if (accepted) acceptedBy.set(secure, accepted);
}

/** The TCP connection of a stream: itself, or what is under its TLS. */
export function rawOf(stream: Socket): Socket {
  return rawBy.get(stream) ?? stream;
}

/** What is known of a socket that an upstream has accepted. */
export function acceptedOf(socket: Socket): Accepted | undefined {
  return acceptedBy.get(socket);
}

// One function for all sockets: ten thousand silent connections must not cost a closure each.
function onEnd(this: Socket): void {
  const accepted = acceptedBy.get(this);
  if (accepted && !this.writableEnded) accepted.by = "peer-fin";
}

function onError(this: Socket, error: NodeJS.ErrnoException): void {
  const accepted = acceptedBy.get(this);
  if (!accepted) return;
  if (error.code === "ECONNRESET" || error.code === "EPIPE") accepted.by = "peer-rst";
}

function onClose(this: Socket): void {
  acceptedBy.get(this)?.owner.closed(this);
}

/** The open connections of an upstream, and the record of how each came and went. */
export class AcceptedConnections {
  readonly #journal: Journal;
  readonly #open = new Set<Socket>();
  readonly #inattentive = new Set<Socket>();
  #waiting: (() => void)[] = [];

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get count(): number {
    return this.#open.size;
  }

  add(socket: Socket, accepted: Pick<Accepted, "connection" | "server" | "trial_id">): void {
    acceptedBy.set(socket, { ...accepted, owner: this, by: "upstream", played: false });
    this.#open.add(socket);
    socket.once("end", onEnd);
    socket.on("error", onError);
    socket.once("close", onClose);
  }

  /** From here on the peer cannot be seen to leave: nobody waits for the end of it. */
  neglect(socket: Socket): void {
    this.#inattentive.add(socket);
  }

  /** A script has had its turn: the connection goes to the healthy server. */
  played(socket: Socket): void {
    const accepted = acceptedBy.get(socket);
    if (accepted) accepted.played = true;
  }

  /** Another process has the connection now, and the record of its end. */
  giveAway(socket: Socket): void {
    socket.off("close", onClose);
    this.#remove(socket);
  }

  /** Notes that a connection has ended. */
  closed(socket: Socket): void {
    const accepted = acceptedBy.get(socket);
    this.#remove(socket);
    if (!accepted) return;
    const { trial_id, connection, by } = accepted;
    const { bytesRead: received_bytes, bytesWritten: sent_bytes } = socket;
    this.#journal({
      kind: "connection-closed",
      trial_id,
      connection,
      by,
      received_bytes,
      sent_bytes,
    });
  }

  /** Waits until every connection at work is closed, but not for ever. */
  async settle(ms_max: number): Promise<void> {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      this.#wake();
    }, ms_max);
    const busy = () => [...this.#open].some((socket) => !this.#inattentive.has(socket));
    while (busy() && !over) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    clearTimeout(timer);
  }

  /**
   * Ends every connection as a server does that has no use for idle ones, and waits for the peer to
   * see it, but not for ever.
   */
  async endAll(ms_max: number): Promise<void> {
    for (const socket of this.#open) socket.end();
    await this.settle(ms_max);
    this.destroyAll();
  }

  destroyAll(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #remove(socket: Socket): void {
    this.#open.delete(socket);
    this.#inattentive.delete(socket);
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting = [];
  }
}
