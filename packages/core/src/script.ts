import type { z } from "zod";
import { actSchemas } from "./act.ts";
import type { Act, ActOf, Packets } from "./act.ts";
import type { TlsStarted } from "./certificate.ts";
import type { AlertName, ClientHello } from "./wire/tls.ts";
import type { NameAnswer, NameQuestion } from "./name.ts";

/** What the interpreter hands back for `read-head`. Header names are in lower case. */
export interface RequestHead {
  method: string;
  path: string;
  headers: Record<string, string>;
  /** HTTP/2: the stream; FastCGI: the request id. */
  stream?: number;
}

/**
 * A sequence of acts. A generator *yields* acts and does no I/O of its own; what an act found out
 * comes back as the value of `yield`. Call the helpers below with `yield*`.
 */
export type Script<T = void> = Generator<Act, T, unknown>;

/** What a filter may say besides the packets that it takes; without a verdict it drops them. */
export type FilterOptions = Partial<Omit<ActOf<"filter">, "kind" | "packets">>;

/** How a fault leaves its peer. */
export type Ending = "fin" | "rst" | "silence";

export function* readHead(): Script<RequestHead> {
  return (yield { kind: "read-head" }) as RequestHead;
}

/** Takes up a question about the upstream's name. */
export function* readQuestion(): Script<NameQuestion> {
  return (yield { kind: "read-question" }) as NameQuestion;
}

/** Answers a question about the upstream's name; well, where nothing else is said. */
export function* answerName(answer: NameAnswer = {}): Script {
  yield { kind: "answer-name", ...answer };
}

/** Reads the request's body, or its first `bytes` bytes. */
export function* readBody(bytes?: number): Script {
  yield bytes === undefined ? { kind: "read-body" } : { kind: "read-body", bytes };
}

export function* stopReading(): Script {
  yield { kind: "stop-reading" };
}

/** Sends bytes given as latin1 text (one character, one byte); nothing for an empty text. */
export function* send(text: string): Script {
  if (text.length > 0) yield { kind: "send", text };
}

export function* sleep(ms: number): Script {
  if (ms > 0) yield { kind: "sleep", ms };
}

/** Waits until so many connections have come to the barrier of this name. */
export function* barrier(name: string, parties = 2): Script {
  yield { kind: "barrier", name, parties };
}

export function* silence(): Script {
  yield { kind: "silence" };
}

/** Filters packets of this connection, or on a listener of all its connections. */
export function* filter(packets: Packets, more: FilterOptions = {}): Script {
  yield { kind: "filter", packets, verdict: "drop", ...more };
}

/** Waits for the exchange's end; the fault counts as delivered if a filter took a packet. */
export function* awaitDropped(): Script {
  yield { kind: "await-dropped" };
}

/** Sends FIN and drains. */
export function* finish(): Script {
  yield { kind: "finish" };
}

/** Sends RST. */
export function* reset(): Script {
  yield { kind: "reset" };
}

/** Reads the first message of a TLS handshake; it is still there for `startTls`. */
export function* readClientHello(): Script<ClientHello> {
  return (yield { kind: "read-client-hello" }) as ClientHello;
}

/** Answers the TLS handshake; see the act of that name for what is left out. */
export function* startTls(
  options: Omit<z.input<(typeof actSchemas)["start-tls"]>, "kind"> = {},
): Script<TlsStarted> {
  return (yield actSchemas["start-tls"].parse({ kind: "start-tls", ...options })) as TlsStarted;
}

/** Sends bytes on the TCP connection itself, under TLS. */
export function* sendRaw(text: string): Script {
  if (text.length > 0) yield { kind: "send-raw", text };
}

/** Refuses an established connection of TLS 1.3 with an alert. */
export function* sendAlert(alert: AlertName): Script {
  yield { kind: "send-alert", alert };
}

/** Sends FIN without the end of TLS before it. */
export function* finishRaw(): Script {
  yield { kind: "finish-raw" };
}

/** A script for a plain connection, inside TLS: the handshake is done first. */
export function* insideTls(script: Script): Script {
  yield* startTls();
  yield* script;
}

export function* handOver(): Script {
  yield { kind: "hand-over" };
}

/** Marks the fault as delivered before the script's end; see the act of that name. */
export function* delivered(): Script {
  yield { kind: "delivered" };
}

/**
 * Sends the bytes that are the fault. From here on it has happened: a peer that takes offence may
 * leave before the rest.
 */
export function* deliver(text: string): Script {
  yield* send(text);
  yield* delivered();
}

/**
 * Sends what comes before a fault, waits, and delivers the fault: two segments. With no gap it is
 * one write, so that a peer reads both at once; proxies may then still answer 502.
 */
export function* deliverApart(before: string, gap_ms: number, fault: string): Script {
  if (gap_ms === 0) {
    yield* deliver(before + fault);
    return;
  }
  yield* send(before);
  yield* sleep(gap_ms);
  yield* deliver(fault);
}

/** FIN, RST or silence, as a parameter asks. */
export function* end(ending: Ending): Script {
  if (ending === "fin") yield* finish();
  else if (ending === "rst") yield* reset();
  else yield* silence();
}

/**
 * A well-formed head of an HTTP/1.1 answer. Fields are written as given, in order; a field may be
 * named twice by giving pairs.
 */
export function responseHead(
  status: number,
  fields: Record<string, string | number> | readonly (readonly [string, string | number])[] = {},
  reason = reasons[status] ?? "Unknown",
): string {
  const pairs = Array.isArray(fields)
    ? (fields as readonly (readonly [string, string | number])[])
    : Object.entries(fields);
  const lines = pairs.map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join("")}\r\n`;
}

/** A complete, well-formed answer that says how long it is, and that the connection ends with it. */
export function fullResponse(
  status: number,
  body: string,
  fields: Record<string, string | number> = {},
): string {
  const framing = { "content-length": body.length, connection: "close" };
  return responseHead(status, { "content-type": "text/plain", ...fields, ...framing }) + body;
}

/** A complete, well-formed answer after which the connection may be used again. */
export function keptResponse(body: string, fields: Record<string, string | number> = {}): string {
  const framing = { "content-length": body.length, connection: "keep-alive" };
  return responseHead(200, { "content-type": "text/plain", ...fields, ...framing }) + body;
}

/** An answer with another status line (given without its line end). */
export function withStatusLine(line: string, response: string): string {
  return response.replace(/^[^\r\n]*/, () => line);
}

/** An answer with one more line in its head, right after the status line. */
export function withFieldLine(line: string, response: string): string {
  return response.replace("\r\n", () => `\r\n${line}\r\n`);
}

/** One chunk of a chunked body. */
export function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

const reasons: Record<number, string> = {
  100: "Continue",
  101: "Switching Protocols",
  102: "Processing",
  103: "Early Hints",
  200: "OK",
  204: "No Content",
  206: "Partial Content",
  301: "Moved Permanently",
  302: "Found",
  304: "Not Modified",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  403: "Forbidden",
  406: "Not Acceptable",
  408: "Request Timeout",
  413: "Content Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};
