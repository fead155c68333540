import { z } from "zod";
import { certificateSchema, handshakeStopSchema, tlsVersionSchema } from "./certificate.ts";
import { nameAnswerShape } from "./name.ts";
import { alerts } from "./wire/tls.ts";
import type { AlertName } from "./wire/tls.ts";

/**
 * The smallest things an upstream does. An act is data: the upstream's one interpreter performs it.
 * Bytes travel as text in which one character is one byte (latin1), so that they can stand in YAML,
 * JSON and logs.
 */
const bytes = z.string().max(1_048_576).describe("Bytes, one character each (latin1).");
const ms = z.number().min(0).max(3_600_000);

/** Which packets between the proxy and an upstream a filter takes; see `act.filter`. */
export const packetsSchema = z
  .enum(["connects", "accepts", "confirms", "requests", "answers", "questions", "all"])
  .describe(
    "connects: SYN to the upstream; accepts: its SYN and ACK; confirms: what comes to it without data, such as the ACK of those; requests, answers: segments with data, to it and from it; questions: datagrams to a name server; all: both ways.",
  );

/** What a filter does with a packet: nothing comes of it, or the sender is told. */
export const verdictSchema = z
  .enum([
    "drop",
    "tcp-reset",
    "port-unreachable",
    "host-unreachable",
    "net-unreachable",
    "protocol-unreachable",
    "host-prohibited",
    "net-prohibited",
    "admin-prohibited",
  ])
  .describe("drop: the packet is gone; else an RST or this ICMP error goes back to its sender.");

export type Packets = z.infer<typeof packetsSchema>;
export type PacketVerdict = z.infer<typeof verdictSchema>;

/** Routes that lead nowhere, by their names in iproute2. */
export const routeSchema = z
  .enum(["unreachable", "prohibit", "blackhole", "throw"])
  .describe(
    "What a connect gets: unreachable EHOSTUNREACH, prohibit EACCES, blackhole EINVAL, throw ENETUNREACH.",
  );

/** Alerts of TLS, by name. */
export const alertSchema = z.enum(Object.keys(alerts) as [AlertName, ...AlertName[]]);

export const actSchemas = {
  "read-head": z
    .strictObject({ kind: z.literal("read-head") })
    .describe("Reads the request up to the blank line (64 KiB at most)."),
  "read-body": z
    .strictObject({
      kind: z.literal("read-body"),
      bytes: z.int().min(0).max(1_073_741_824).optional().describe("Stop after so many bytes."),
    })
    .describe("Reads the request's body, whole or up to a number of bytes."),
  "stop-reading": z
    .strictObject({ kind: z.literal("stop-reading") })
    .describe("Reads nothing more: the peer's send buffer fills up."),
  send: z.strictObject({ kind: z.literal("send"), text: bytes }).describe("Sends bytes."),
  sleep: z
    .strictObject({ kind: z.literal("sleep"), ms })
    .describe("Waits; the peer may leave meanwhile."),
  silence: z
    .strictObject({ kind: z.literal("silence") })
    .describe("Does nothing until the peer leaves or the fault is healed."),
  finish: z
    .strictObject({ kind: z.literal("finish") })
    .describe("Sends FIN and drains what still comes, so that no RST follows."),
  reset: z.strictObject({ kind: z.literal("reset") }).describe("Sends RST."),
  accept: z
    .strictObject({ kind: z.literal("accept") })
    .describe("What follows is for the next connection; the last part is for all further ones."),
  barrier: z
    .strictObject({
      kind: z.literal("barrier"),
      name: z.string().min(1).max(60),
      parties: z.int().min(2).max(64).default(2),
    })
    .describe("Waits until so many connections have come to the barrier of this name."),
  "hand-over": z
    .strictObject({ kind: z.literal("hand-over") })
    .describe("Gives the connection to the healthy server."),
  delivered: z
    .strictObject({ kind: z.literal("delivered") })
    .describe("From here on the fault has happened, even if the peer leaves before the end."),
  "read-client-hello": z
    .strictObject({ kind: z.literal("read-client-hello") })
    .describe("Reads the first message of a TLS handshake, and answers nothing."),
  "start-tls": z
    .strictObject({
      kind: z.literal("start-tls"),
      certificate: certificateSchema.default("good"),
      version: tlsVersionSchema.default("any"),
      ciphers: z.string().max(200).optional().describe("Ciphers it takes, in OpenSSL's words."),
      alpn: z
        .array(z.string().min(1).max(40))
        .max(8)
        .optional()
        .describe("Protocols it takes: none if empty; default: h2 where HTTP/2 is spoken."),
      client_certificate: z
        .enum(["unasked", "wanted", "required"])
        .default("unasked")
        .describe("Whether it asks for a certificate of the client."),
      stop: handshakeStopSchema.optional(),
    })
    .describe("Answers the TLS handshake; from here on bytes are read and sent inside of it."),
  "send-raw": z
    .strictObject({ kind: z.literal("send-raw"), text: bytes })
    .describe("Sends bytes on the TCP connection itself, under TLS."),
  "send-alert": z
    .strictObject({ kind: z.literal("send-alert"), alert: alertSchema })
    .describe("Sends an alert inside an established connection of TLS 1.3, encrypted."),
  "finish-raw": z
    .strictObject({ kind: z.literal("finish-raw") })
    .describe("Sends FIN without the end of TLS (close_notify) before it, and drains."),
  "read-question": z
    .strictObject({ kind: z.literal("read-question") })
    .describe("Takes up a question about the upstream's name (DNS)."),
  "answer-name": z
    .strictObject({ kind: z.literal("answer-name"), ...nameAnswerShape })
    .describe("Answers a question about the upstream's name; well, where nothing else is said."),
  move: z
    .strictObject({ kind: z.literal("move") })
    .describe("The server goes on at another address, its name leads there, the old one refuses."),
  refuse: z
    .strictObject({ kind: z.literal("refuse"), ms: ms.optional() })
    .describe("Stops listening, for good or for so long: the kernel answers a SYN with RST."),
  "fill-backlog": z
    .strictObject({ kind: z.literal("fill-backlog") })
    .describe("Listens with a full accept queue that nobody empties: SYNs go unanswered."),
  "remove-socket": z
    .strictObject({ kind: z.literal("remove-socket") })
    .describe("Stops listening and removes the file of the unix socket."),
  listen: z
    .strictObject({ kind: z.literal("listen") })
    .describe("Listens as before, whatever was done to the listener."),
  "await-start": z
    .strictObject({ kind: z.literal("await-start") })
    .describe("Waits until the trial makes its first request."),
  filter: z
    .strictObject({
      kind: z.literal("filter"),
      packets: packetsSchema,
      verdict: verdictSchema.default("drop"),
      larger_than_bytes: z
        .int()
        .min(0)
        .max(65_535)
        .optional()
        .describe("Only packets that are larger, headers counted."),
      first: z.int().min(1).max(1_000_000).optional().describe("Only the first ones."),
      every: z.int().min(2).max(1_000_000).optional().describe("Only each n-th one."),
    })
    .describe("Filters packets of this connection or, on a listener, of all of them."),
  "await-dropped": z
    .strictObject({ kind: z.literal("await-dropped") })
    .describe("Waits until the exchange is over, and counts what the filters took: the receipt."),
  route: z
    .strictObject({
      kind: z.literal("route"),
      route: routeSchema,
      only: z
        .enum(["tcp"])
        .optional()
        .describe("Only for TCP, so that datagrams still come and go; not with throw."),
    })
    .describe("Sets a route to the upstream's address that leads nowhere."),
  exit: z
    .strictObject({
      kind: z.literal("exit"),
      code: z.int().min(0).max(255),
      restart_ms: ms.optional().describe("Its supervisor starts it again so long after."),
    })
    .describe("The upstream process exits."),
  kill: z
    .strictObject({ kind: z.literal("kill") })
    .describe("The supervisor kills the upstream process (SIGKILL)."),
  freeze: z
    .strictObject({ kind: z.literal("freeze"), ms })
    .describe("The supervisor stops the upstream process (SIGSTOP) and lets it go on later."),
  block: z
    .strictObject({ kind: z.literal("block"), ms })
    .describe("Blocks the event loop of the upstream process."),
  burn: z
    .strictObject({
      kind: z.literal("burn"),
      ms,
      threads: z.int().min(0).max(64).describe("Threads beside the event loop; 0: one a core."),
    })
    .describe("Burns CPU on the event loop and on further threads."),
  "exhaust-descriptors": z
    .strictObject({ kind: z.literal("exhaust-descriptors") })
    .describe("Opens files until the process has no descriptor left."),
  "overflow-heap": z
    .strictObject({ kind: z.literal("overflow-heap") })
    .describe("Makes objects until the heap has no room for them (64 MiB): the process aborts."),
  "exhaust-memory": z
    .strictObject({ kind: z.literal("exhaust-memory") })
    .describe(
      "Takes memory up to the lane's limit (384 MiB): the kernel ends the process (OOM kill). Only in containers.",
    ),
} as const;

export type ActKind = keyof typeof actSchemas;

export type Act = z.infer<(typeof actSchemas)[ActKind]>;

export type ActOf<K extends ActKind> = Extract<Act, { kind: K }>;

export const actSchema = z.discriminatedUnion("kind", [
  actSchemas["read-head"],
  actSchemas["read-body"],
  actSchemas["stop-reading"],
  actSchemas.send,
  actSchemas.sleep,
  actSchemas.silence,
  actSchemas.finish,
  actSchemas.reset,
  actSchemas.accept,
  actSchemas.barrier,
  actSchemas["hand-over"],
  actSchemas.delivered,
  actSchemas["read-client-hello"],
  actSchemas["start-tls"],
  actSchemas["send-raw"],
  actSchemas["send-alert"],
  actSchemas["finish-raw"],
  actSchemas["read-question"],
  actSchemas["answer-name"],
  actSchemas.move,
  actSchemas.refuse,
  actSchemas["fill-backlog"],
  actSchemas["remove-socket"],
  actSchemas.listen,
  actSchemas["await-start"],
  actSchemas.filter,
  actSchemas["await-dropped"],
  actSchemas.route,
  actSchemas.exit,
  actSchemas.kill,
  actSchemas.freeze,
  actSchemas.block,
  actSchemas.burn,
  actSchemas["exhaust-descriptors"],
  actSchemas["overflow-heap"],
  actSchemas["exhaust-memory"],
]);
