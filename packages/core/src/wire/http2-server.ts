import { readHead, send } from "../script.ts";
import type { Script } from "../script.ts";
import { settings, settingsAck } from "./http2.ts";

/** The stream of the first request, where nothing was read that says so. */
const first_stream = 1;

/**
 * What every HTTP/2 server does before it answers: its SETTINGS at once (HAProxy up to 3.2 sends no
 * request before), then the request, then the acknowledgement. Returns the request's stream.
 */
export function* greet(own = settings()): Script<number> {
  yield* send(own);
  const stream = yield* readStream();
  yield* send(settingsAck());
  return stream;
}

/** Reads frames up to the end of a request's header section, and returns its stream. */
export function* readStream(): Script<number> {
  const { stream = first_stream } = yield* readHead();
  return stream;
}
