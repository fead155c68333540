import type { Ending } from "../script.ts";

/** What a raw client saw of one exchange on one connection: bytes and endings, no opinion. */
export interface WireView {
  connect: "ok" | "refused" | "timeout" | "unreachable";
  /** All bytes that came, one character each (latin1). */
  bytes: string;
  /** When they came, read by read, in ms from the last byte of the request that was sent. */
  arrivals: readonly Arrival[];
  /** How it ended; `silence`: still open when the client's deadline passed. */
  ended: Ending;
  /** How long the client waited for the next thing to happen that it was waiting for. */
  deadline_ms: number;
  /** What a new connection met after it, where one was made. */
  next?: "ok" | "refused";
  request: {
    method: string;
    /** The request asked for another protocol. */
    upgrade: boolean;
    total_bytes: number;
    /** What the kernel had taken when the exchange ended. */
    sent_bytes: number;
  };
}

/** One read: how many bytes had come with it and before it. */
export interface Arrival {
  end_bytes: number;
  at_ms: number;
}

/** True if the bytes at these two offsets were read at once. */
export function cameTogether(view: WireView, first: number, second: number): boolean {
  return arrivalOf(view, first) === arrivalOf(view, second);
}

function arrivalOf(view: WireView, offset: number): number {
  return view.arrivals.findIndex(({ end_bytes }) => end_bytes > offset);
}
