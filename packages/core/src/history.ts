import { z } from "zod";
import { actSchema } from "./act.ts";
import { answerSchema } from "./answer.ts";
import { nanosecondsSchema } from "./clock.ts";
import { Problem } from "./problem.ts";
import { trialSchema } from "./trial.ts";

/** The version of the format of a history; raised when a reader must know the difference. */
export const historyFormat = 1;

const trial_id = z.string();
const lane = z.string();
/** Number of a connection at the upstream, counted from 1 within a trial. */
const connection = z.int();

/**
 * Everything that can be said of a run. A fact is written by whoever knew it first; what follows
 * from facts (outcomes, verdicts) is computed and never written.
 */
export const factSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("run-started"),
    format: z.int(),
    gatecrash: z.string(),
    seed: z.string(),
    /** Wall clock, ISO 8601: for people; nothing is decided by it. */
    started_at: z.string(),
    launcher: z.string(),
    because: z.string(),
    time_scale: z.number(),
    width: z.int(),
  }),
  z.strictObject({ kind: z.literal("planned"), trial: trialSchema }),
  /** What was read of the configuration that is audited (see `Configuration`). */
  z.strictObject({
    kind: z.literal("configuration-read"),
    configuration: z.record(z.string(), z.unknown()),
    /** What was changed of the user's own files before, in a copy of them (see `Edit`). */
    edits: z.array(z.record(z.string(), z.unknown())).optional(),
  }),
  z.strictObject({ kind: z.literal("skipped"), trial_id, reason: z.string() }),
  z.strictObject({ kind: z.literal("lane-opened"), lane, launcher: z.string() }),
  z.strictObject({
    kind: z.literal("proxy-started"),
    lane,
    proxy: z.string(),
    /** What the binary says of its version, first line. */
    version: z.string(),
    command: z.array(z.string()),
    trial_ids: z.array(z.string()),
  }),
  z.strictObject({
    kind: z.literal("proxy-ended"),
    lane,
    code: z.int().optional(),
    signal: z.string().optional(),
    /** The runner had asked it to. */
    asked: z.boolean(),
    /** The one trial that had it for itself when it ended: that trial killed it. */
    trial_id: trial_id.optional(),
    /** The last lines of its streams, where nobody had asked it to end. */
    said: z.array(z.string()).optional(),
  }),
  z.strictObject({ kind: z.literal("lane-closed"), lane }),
  z.strictObject({ kind: z.literal("trial-started"), trial_id, lane }),
  /** It told nothing of the proxy: what was recorded of it so far does not count. */
  z.strictObject({ kind: z.literal("trial-repeated"), trial_id, because: z.string() }),
  z.strictObject({ kind: z.literal("trial-ended"), trial_id }),
  z.strictObject({
    kind: z.literal("connection-opened"),
    trial_id,
    connection,
    upstream: z.int(),
    peer_port: z.int(),
    /** A script was chosen for it; false: it goes to the healthy server. */
    faulty: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal("connection-closed"),
    trial_id,
    connection,
    /** Who ended it first, as far as the upstream can tell. */
    by: z.enum(["peer-fin", "peer-rst", "upstream"]),
    received_bytes: z.int(),
    sent_bytes: z.int(),
  }),
  /** The lane's DNS was asked for the upstream's name; its number stands for a connection's. */
  z.strictObject({
    kind: z.literal("name-asked"),
    trial_id,
    connection,
    type: z.string(),
    transport: z.enum(["udp", "tcp"]),
    /** A script was chosen for it; false: it gets a good answer. */
    faulty: z.boolean(),
  }),
  /** An act is written down before it is performed: the next one may be `exit`. */
  z.strictObject({
    kind: z.literal("act"),
    trial_id,
    connection,
    index: z.int(),
    act: actSchema,
    /** Length of the sent bytes, of which the record keeps the first. */
    bytes: z.int().optional(),
  }),
  /** What came of it: what the kernel said. */
  z.strictObject({
    kind: z.literal("acted"),
    trial_id,
    connection,
    index: z.int(),
    /** `ok`, or an errno such as EPIPE, or `peer-left`, `healed`, `limit`. */
    result: z.string(),
    note: z.string().optional(),
    /** Of the request whose head was read, at most its first characters. */
    path: z.string().optional(),
  }),
  /** The receipt: from here on the fault was on the wire. */
  z.strictObject({
    kind: z.literal("delivered"),
    trial_id,
    connection,
    proof: z.string(),
  }),
  z.strictObject({
    kind: z.literal("process-ended"),
    trial_id,
    pid: z.int(),
    code: z.int().optional(),
    signal: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal("injected"),
    injection: z.string(),
    fault: z.string(),
  }),
  z.strictObject({
    kind: z.literal("healed"),
    injection: z.string(),
    because: z.string(),
  }),
  z.strictObject({
    kind: z.literal("exchange-started"),
    trial_id,
    exchange: z.int(),
    method: z.string(),
    path: z.string(),
  }),
  z.strictObject({
    kind: z.literal("answered"),
    trial_id,
    exchange: z.int(),
    answer: answerSchema,
  }),
  z.strictObject({
    kind: z.literal("logged"),
    lane,
    trial_id: trial_id.optional(),
    log: z.enum(["access", "error"]),
    line: z.string(),
    route: z.string().optional(),
    marks: z.array(z.string()).default([]),
    status: z.int().optional(),
    attempts: z.int().optional(),
  }),
  /**
   * How late a timer of the agent came, or an answer of the proxy to a healthy request beside the
   * trials: what a busy machine adds to every time.
   */
  z.strictObject({
    kind: z.literal("lag"),
    lane,
    ms: z.number(),
    of: z.literal("proxy").optional(),
  }),
  z.strictObject({
    kind: z.literal("trouble"),
    code: z.string(),
    message: z.string(),
    lane: lane.optional(),
    trial_id: trial_id.optional(),
  }),
  z.strictObject({ kind: z.literal("run-ended"), interrupted: z.boolean() }),
]);

export type Fact = z.infer<typeof factSchema>;
export type FactOf<K extends Fact["kind"]> = Extract<Fact, { kind: K }>;

/** A fact with its place in the history and its time (ns of the machine's monotonic clock). */
export type Entry = Fact & { seq: number; at_ns: string };

/** What an agent or a worker sends: a fact with its time; the runner's journal numbers it. */
export type TimedFact = Fact & { at_ns: string };

/**
 * Reads a history, one JSON entry a line. A last line that was cut off (the runner was killed) is
 * left out; any other bad line is refused.
 * @throws Problem `history-invalid`
 */
export function parseHistory(text: string, name = "history"): Entry[] {
  const lines = text.split("\n");
  refuseOtherFormat(lines[0] ?? "", name);
  const entries: Entry[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === "") continue;
    const parsed = parseEntry(line);
    if (parsed) entries.push(parsed);
    else if (index !== lines.length - 1) {
      throw new Problem("history-invalid", `${name}:${index + 1}: not an entry of a history`);
    }
  }
  if (entries[0]?.kind !== "run-started") {
    throw new Problem("history-invalid", `${name}:1: a history starts with an entry "run-started"`);
  }
  return entries;
}

/** Asked first: what else another format differs in cannot be known. */
function refuseOtherFormat(first: string, name: string): void {
  const format = formatSchema.safeParse(parseJson(first)).data?.format;
  if (format === undefined || format === historyFormat) return;
  throw new Problem(
    "history-invalid",
    `${name}:1: format ${format}, but this version reads format ${historyFormat}`,
    "Use the version of gatecrash that wrote it, or run again.",
  );
}

const formatSchema = z.object({ kind: z.literal("run-started"), format: z.int() });
const placeSchema = z.object({ seq: z.int(), at_ns: nanosecondsSchema });

function parseEntry(line: string): Entry | undefined {
  const parsed = parseJson(line);
  const place = placeSchema.safeParse(parsed);
  if (!place.success) return undefined;
  const { seq: _seq, at_ns: _at_ns, ...rest } = parsed as Record<string, unknown>;
  const fact = factSchema.safeParse(rest);
  return fact.success ? { ...fact.data, ...place.data } : undefined;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
