import { z } from "zod";
import { actSchemas, alertSchema, routeSchema } from "./act.ts";
import type { Act, ActKind } from "./act.ts";
import { nameAnswerShape } from "./name.ts";
import { chunk, responseHead } from "./script.ts";

/**
 * How acts are written in YAML: a bare word (`reset`), or one key with its value
 * (`send: "…"`, `sleep_ms: 100`). Units are in the names.
 */
const bare = [
  "read-head",
  "read-body",
  "stop-reading",
  "silence",
  "finish",
  "reset",
  "accept",
  "hand-over",
  "delivered",
  "read-question",
  "answer-name",
  "move",
  "refuse",
  "fill-backlog",
  "remove-socket",
  "listen",
  "await-start",
  "await-dropped",
  "kill",
  "exhaust-descriptors",
  "overflow-heap",
  "exhaust-memory",
  "read-client-hello",
  "finish-raw",
] as const satisfies readonly ActKind[];

const ms = z.number().min(0).max(3_600_000);
const text = z.string().max(1_048_576);

const hex = z.string().regex(/^(?:[0-9a-fA-F]{2}\s*)*$/, "pairs of hex digits");
const startTls = actSchemas["start-tls"];

/** An answer whose fields may be anything, also wrong: nothing is added to them but what is missing. */
const respondSchema = z.strictObject({
  status: z.int().min(0).max(9_999).default(200),
  reason: z.string().max(200).optional(),
  version: z.string().max(40).default("HTTP/1.1"),
  fields: z.array(z.tuple([z.string().max(1_000), z.string().max(65_536)])).default([]),
  body: text.default(""),
  /** Send the body as one chunk and the last one, in place of with its length. */
  chunked: z.boolean().default(false),
});

/** The bytes of an answer; its length, or that it is chunked, is told unless a field tells it. */
function written(answer: z.infer<typeof respondSchema>): string {
  const { status, reason, version, fields, body, chunked } = answer;
  const told = fields.some(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name));
  const length = String(new TextEncoder().encode(body).length);
  const framing = chunked ? ["transfer-encoding", "chunked"] : ["content-length", length];
  const all = told ? fields : [...fields, framing];
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const head = responseHead(status, {}, reason).replace(/^\S+/, () => version);
  const bytes = chunked ? `${body === "" ? "" : chunk(body)}0\r\n\r\n` : body;
  return head.replace(/\r\n$/, () => `${lines}\r\n`) + bytes;
}

const valued = [
  z
    .strictObject({ send: text })
    .transform(({ send }): Act => ({ kind: "send", text: toLatin1(send) })),
  z
    .strictObject({ send_hex: hex })
    .transform(({ send_hex }): Act => ({ kind: "send", text: fromHex(send_hex) })),
  z
    .strictObject({ respond: respondSchema })
    .transform(({ respond }): Act => ({ kind: "send", text: toLatin1(written(respond)) })),
  z
    .strictObject({ send_chunk: text })
    .transform(({ send_chunk }): Act => ({ kind: "send", text: chunk(toLatin1(send_chunk)) })),
  z
    .strictObject({ barrier: actSchemas.barrier.omit({ kind: true }) })
    .transform(({ barrier }): Act => ({ kind: "barrier", ...barrier })),
  z
    .strictObject({ send_raw: text })
    .transform(({ send_raw }): Act => ({ kind: "send-raw", text: toLatin1(send_raw) })),
  z
    .strictObject({ send_raw_hex: hex })
    .transform(({ send_raw_hex }): Act => ({ kind: "send-raw", text: fromHex(send_raw_hex) })),
  z
    .strictObject({ send_alert: alertSchema })
    .transform(({ send_alert }): Act => ({ kind: "send-alert", alert: send_alert })),
  z
    .strictObject({ start_tls: startTls.omit({ kind: true }) })
    .transform(({ start_tls }): Act => ({ kind: "start-tls", ...start_tls })),
  z
    .strictObject({ read_body_bytes: z.int().min(0).max(1_073_741_824) })
    .transform(({ read_body_bytes }): Act => ({ kind: "read-body", bytes: read_body_bytes })),
  z
    .strictObject({ sleep_ms: ms })
    .transform(({ sleep_ms }): Act => ({ kind: "sleep", ms: sleep_ms })),
  z
    .strictObject({ answer_name: z.strictObject(nameAnswerShape) })
    .transform(({ answer_name }): Act => ({ kind: "answer-name", ...answer_name })),
  z
    .strictObject({ refuse_ms: ms })
    .transform(({ refuse_ms }): Act => ({ kind: "refuse", ms: refuse_ms })),
  z
    .strictObject({ exit_code: z.int().min(0).max(255), restart_ms: ms.optional() })
    .transform(({ exit_code, restart_ms }): Act => ({
      kind: "exit",
      code: exit_code,
      ...(restart_ms === undefined ? {} : { restart_ms }),
    })),
  z
    .strictObject({ freeze_ms: ms })
    .transform(({ freeze_ms }): Act => ({ kind: "freeze", ms: freeze_ms })),
  z
    .strictObject({ block_ms: ms })
    .transform(({ block_ms }): Act => ({ kind: "block", ms: block_ms })),
  z
    .strictObject({ burn_ms: ms, threads: z.int().min(0).max(64).default(0) })
    .transform(({ burn_ms, threads }): Act => ({ kind: "burn", ms: burn_ms, threads })),
  z
    .strictObject({ filter: actSchemas.filter.omit({ kind: true }) })
    .transform(({ filter }): Act => ({ kind: "filter", ...filter })),
  z.strictObject({ route: routeSchema }).transform(({ route }): Act => ({ kind: "route", route })),
  z
    .strictObject({ route_tcp: routeSchema.exclude(["throw"]) })
    .transform(({ route_tcp: route }): Act => ({ kind: "route", route, only: "tcp" })),
] as const;

/** The words an act can start with, for messages. */
export const actWords: readonly string[] = [
  ...bare,
  "send",
  "send_hex",
  "respond",
  "send_chunk",
  "barrier",
  "send_raw",
  "send_raw_hex",
  "start-tls",
  "start_tls",
  "read_body_bytes",
  "sleep_ms",
  "answer_name",
  "refuse_ms",
  "exit_code",
  "freeze_ms",
  "block_ms",
  "burn_ms",
  "filter",
  "route",
  "route_tcp",
  "send_alert",
];

export const actInputSchema = z.union([
  z.enum(bare).transform((kind): Act => ({ kind })),
  z.literal("start-tls").transform((kind): Act => startTls.parse({ kind })),
  ...valued,
]);

/** Text outside latin1 is sent as UTF-8, as an application would. */
function toLatin1(text: string): string {
  if (/^[\u0000-\u00ff]*$/.test(text)) return text;
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

function fromHex(hex: string): string {
  const pairs = hex.replace(/\s/g, "").match(/../g) ?? [];
  return pairs.map((pair) => String.fromCharCode(parseInt(pair, 16))).join("");
}
