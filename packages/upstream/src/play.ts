import { actsMax } from "@gatecrash/core";
import type { Act, ActKind, RequestHead, Script } from "@gatecrash/core";
import type { Performed } from "./performed.ts";
import type { Journal } from "./journal.ts";
import { limits } from "./limits.ts";

/** What acts are performed on: a connection, a listener, a request. */
export interface Stage {
  perform(act: Act): Promise<Performed>;
  /** What proves that this act was the fault itself, if the stage can tell. */
  proof?(): string | undefined;
  /** True if nothing was performed so far that could be a fault. */
  innocent?(): boolean;
}

export interface PlayContext {
  trial_id: string;
  connection: number;
  journal: Journal;
  /** Facts tell what was asked for, and by which program: where others ask, too. */
  note_heads?: boolean;
}

/** `done`: every act was performed; else why it ended before. */
export type PlayEnd = "done" | "peer-left" | "healed" | "limit" | "failed";

/** With these the fault is on the wire as soon as they start, and nothing may come after. */
const deliveredAtStart: ReadonlySet<ActKind> = new Set<ActKind>([
  "silence",
  "exit",
  "kill",
  "freeze",
  "block",
  "burn",
  "overflow-heap",
]);

/**
 * Performs a script, act by act. Each act is written down before it is performed, and what came of
 * it afterwards. Cancelling, limits and the receipt are handled here, once, for every fault.
 */
export async function play(script: Script, stage: Stage, context: PlayContext): Promise<PlayEnd> {
  const record = new ActRecord(context);
  let given: unknown;
  for (let index = 0; index < actsMax; index += 1) {
    const step = script.next(given);
    if (step.done === true) {
      if (stage.innocent?.() !== true) {
        record.delivered(stage.proof?.() ?? "all acts were performed");
      }
      return "done";
    }
    const act = step.value;
    record.before(index, act);
    if (deliveredAtStart.has(act.kind)) record.delivered(`${act.kind} began`);
    if (act.kind === "delivered")
      record.delivered(stage.proof?.() ?? "the acts so far were performed");
    const performed = act.kind === "delivered" ? { result: "ok" } : await stage.perform(act);
    const read = context.note_heads === true && act.kind === "read-head";
    record.after(index, read ? withHead(performed) : performed);
    if (performed.result !== "ok") return endOf(performed.result);
    given = "value" in performed ? performed.value : undefined;
  }
  return "limit";
}

/** A request's text is bounded before it is read; this is for people and for telling who asked. */
function withHead(performed: Performed): Performed {
  const head = "value" in performed ? (performed.value as Partial<RequestHead>) : undefined;
  if (performed.result !== "ok" || !head?.headers) return performed;
  const { method = "", path = "", headers } = head;
  const note = `${method} ${path}, user-agent ${headers["user-agent"] ?? "not told"}`;
  return { ...performed, note: note.slice(0, 300) };
}

function endOf(result: string): PlayEnd {
  if (result === "healed" || result === "limit") return result;
  return result === "failed" ? "failed" : "peer-left";
}

/** The path of a request head, if that is what an act found. */
function pathOf(value: unknown): { path?: string } {
  if (typeof value !== "object" || value === null || !("path" in value)) return {};
  return { path: String(value.path).slice(0, limits.recorded_bytes_max) };
}

/** Writes the facts of one script. */
class ActRecord {
  readonly #context: PlayContext;
  #delivered = false;

  constructor(context: PlayContext) {
    this.#context = context;
  }

  before(index: number, act: Act): void {
    const { trial_id, connection, journal } = this.#context;
    if (act.kind !== "send" && act.kind !== "send-raw") {
      journal({ kind: "act", trial_id, connection, index, act });
      return;
    }
    const kept = { ...act, text: act.text.slice(0, limits.recorded_bytes_max) };
    journal({ kind: "act", trial_id, connection, index, act: kept, bytes: act.text.length });
  }

  after(index: number, { result, note, value }: Performed): void {
    const { trial_id, connection, journal } = this.#context;
    const said = note === undefined ? {} : { note };
    const asked = pathOf(value);
    journal({ kind: "acted", trial_id, connection, index, result, ...said, ...asked });
  }

  delivered(proof: string): void {
    if (this.#delivered) return;
    this.#delivered = true;
    const { trial_id, connection, journal } = this.#context;
    journal({ kind: "delivered", trial_id, connection, proof });
  }
}
