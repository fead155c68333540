import { z } from "zod";
import { nanosecondsSchema } from "./clock.ts";

/**
 * How an exchange ended for the client:
 * - `answered`: a complete answer, body as long as announced
 * - `cut-short`: a status came, but the body is not what was announced
 * - `closed-without-answer`: the connection ended and not one byte had come
 * - `raw-bytes`: bytes came that do not start with a status line
 * - `no-answer`: the client's own deadline passed and no complete answer had come
 * - `not-connected`: the front refused the client
 * - `proxy-died`, `proxy-would-not-start`: said of the proxy, not seen by the client
 */
export const endSchema = z.enum([
  "answered",
  "cut-short",
  "closed-without-answer",
  "raw-bytes",
  "no-answer",
  "not-connected",
  "proxy-died",
  "proxy-would-not-start",
]);

export type End = z.infer<typeof endSchema>;

/** What the raw client recorded of one exchange. Times are ns of the machine's monotonic clock. */
export const answerSchema = z.strictObject({
  end: endSchema,
  status: z.int().optional(),
  /** Statuses of the interim (1xx) answers before the final one. */
  interim: z.array(z.int()).default([]),
  /** Header lines as they came, capped. */
  headers: z.array(z.tuple([z.string(), z.string()])).default([]),
  /** Body bytes that came, after decoding of chunks. */
  body_bytes: z.int(),
  /** Body bytes that were announced; absent for chunked and close-delimited bodies. */
  announced_bytes: z.int().optional(),
  framing: z.enum(["none", "length", "chunked", "close"]),
  /** How the connection ended: FIN, RST, or the client's own deadline; `open`: still usable. */
  closed: z.enum(["fin", "rst", "deadline", "open", "refused"]),
  /** All bytes that came, and the first of them as latin1. */
  raw_bytes: z.int(),
  raw_head: z.string(),
  request_bytes_sent: z.int(),
  at_ns: z.strictObject({
    started: nanosecondsSchema,
    connected: nanosecondsSchema.optional(),
    sent: nanosecondsSchema.optional(),
    first_byte: nanosecondsSchema.optional(),
    head: nanosecondsSchema.optional(),
    ended: nanosecondsSchema,
  }),
});

export type Answer = z.infer<typeof answerSchema>;

/** From start to end of the exchange. */
export function elapsedMs(answer: Answer): number {
  return Number(BigInt(answer.at_ns.ended) - BigInt(answer.at_ns.started)) / 1e6;
}
