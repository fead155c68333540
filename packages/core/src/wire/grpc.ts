import type { RequestSpec } from "../request.ts";
import { data, headers, unsigned } from "./http2.ts";
import type { Field } from "./http2.ts";

/** gRPC over HTTP/2 as latin1 text (the protocol's document PROTOCOL-HTTP2.md). */

/** Codes of `grpc-status`. */
export const statusCodes = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalid_argument: 3,
  deadline_exceeded: 4,
  not_found: 5,
  already_exists: 6,
  permission_denied: 7,
  resource_exhausted: 8,
  failed_precondition: 9,
  aborted: 10,
  out_of_range: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  data_loss: 15,
  unauthenticated: 16,
} as const;

export type StatusCode = keyof typeof statusCodes;

/**
 * A call as a client of HTTP/1 can make it; its body is as long as a message of seven bytes. Proxies
 * pass trailers on to those alone who ask for them.
 */
export const call: RequestSpec = {
  method: "POST",
  path: "/gatecrash.Echo/Say",
  headers: { "content-type": "application/grpc", te: "trailers" },
  body_bytes: 12,
};

const message_head_bytes = 5;

/** A message that is not compressed; `length_bytes` may lie about it. */
export function message(payload: string, length_bytes = payload.length): string {
  return `\0${unsigned(length_bytes, message_head_bytes - 1)}${payload}`;
}

/** The fields before the messages. */
export const head: readonly Field[] = [
  [":status", 200],
  ["content-type", "application/grpc"],
];

/** The fields after them. */
export function trailers(code: StatusCode, text?: string): readonly Field[] {
  const said: Field[] = text === undefined ? [] : [["grpc-message", text]];
  return [["grpc-status", statusCodes[code]], ...said];
}

/** A whole answer: one message and a status. */
export function answer(stream: number, code: StatusCode = "ok", text?: string): string {
  return begun(stream) + headers(trailers(code, text), { stream, end: true });
}

/** The same without its trailers. */
export function begun(stream: number, body = message("hello")): string {
  return headers(head, { stream }) + data(body, { stream });
}
