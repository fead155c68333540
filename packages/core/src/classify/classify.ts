import { endedBeforeHead } from "../ending.ts";
import type { Symptom } from "../symptom.ts";
import { bodyFault } from "./body.ts";
import { valuesOf } from "./fields.ts";
import { gzipFlaw } from "./gzip.ts";
import { framingOf } from "./framing.ts";
import { readHeadAt } from "./head.ts";
import type { Head } from "./head.ts";
import type { WireView } from "./wire.ts";

/**
 * Says which symptom the wire shows. Strict on purpose: whatever RFC 9112 does not allow is a
 * fault, however many clients would put up with it. The first thing that is wrong decides; the
 * status is given where the answer's status line has a number.
 */
export function classify(view: WireView): Symptom {
  if (view.connect === "refused") return { kind: "refused" };
  if (view.connect === "unreachable") return { kind: "unreachable" };
  if (view.connect === "timeout") return { kind: "connect-timeout" };
  if (view.bytes === "") return withoutAnswer(view);
  return answerFrom(view, 0, undefined);
}

function withoutAnswer({ ended, next, request }: WireView): Symptom {
  const unsent = request.sent_bytes < request.total_bytes;
  if (ended === "silence") return { kind: unsent ? "request-unread" : "silent-before-head" };
  if (request.sent_bytes === 0) return endedBeforeHead(ended, "on-accept");
  return unsent
    ? { kind: "request-aborted", detail: ended }
    : endedBeforeHead(ended, next === "refused" ? "then-refused" : undefined);
}

/** The interim answers before an answer. */
interface Interim {
  /** Of the last one. */
  status: number;
  version: string;
  count: number;
}

/** The answer that starts at an offset, after the interim ones. */
function answerFrom(view: WireView, from: number, interim: Interim | undefined): Symptom {
  if (interim !== undefined && from === view.bytes.length) {
    return { kind: "interim-only", detail: view.ended, status: interim.status };
  }
  const read = readHeadAt(view.bytes, from);
  if ("fault" in read) return waiting(view, read.fault);
  if ("partial" in read)
    return endedBeforeHead(view.ended, dripped(view) ? "dripped" : read.partial);
  const { head } = read;
  if (head.status === 101) return upgrade(view, head);
  if (head.status < 200) {
    const { status, version } = head;
    return answerFrom(view, head.end, { status, version, count: (interim?.count ?? 0) + 1 });
  }
  return { ...finalAnswer(view, head, interim && interimDetail(interim)), status: head.status };
}

/** From here on it is no longer a server that says that it works. */
const flood_count = 50;

function interimDetail({ status, version, count }: Interim): string {
  if (version === "1.0") return `${status}-in-http-1-0`;
  if (count === 1) return String(status);
  return count < flood_count ? `${status}-repeated` : `${status}-flood`;
}

/** A server that greets waits for a command then: its peer may be waiting too. */
function waiting({ ended }: WireView, fault: Symptom): Symptom {
  const waits = fault.detail === "banner" && ended === "silence";
  return waits ? { ...fault, detail: "banner-silence" } : fault;
}

/** Bytes that still come late are a head that is slow, not one that stopped. */
function dripped({ ended, arrivals, deadline_ms }: WireView): boolean {
  const last = arrivals.at(-1)?.at_ms ?? 0;
  return ended === "silence" && last > deadline_ms / 2;
}

function upgrade({ request }: WireView, { status }: Head): Symptom {
  return { kind: request.upgrade ? "healthy" : "unasked-upgrade", status };
}

function finalAnswer(view: WireView, head: Head, interim: string | undefined): Symptom {
  const { ended, request } = view;
  const framing = framingOf(head, request.method);
  if ("ambiguous" in framing) return { kind: "ambiguous-length", detail: framing.ambiguous };
  const fault = bodyFault(view, head, framing);
  if (fault && fault.kind !== "healthy") return fault;
  if (request.sent_bytes < request.total_bytes) return { kind: "early-answer", detail: ended };
  if (interim !== undefined) return { kind: "interim", detail: interim };
  if (head.status >= 400) return { kind: "error-status" };
  const command = commandTo(head);
  if (command !== undefined) return { kind: "healthy", detail: command };
  if (repeats(head)) return { kind: "healthy", detail: "duplicate-field" };
  const zipped = fault ? undefined : gzipFlaw(view.bytes, head, framing);
  if (zipped !== undefined) return { kind: "healthy", detail: zipped };
  return fault ?? (ended === "rst" ? { kind: "healthy", detail: "then-rst" } : { kind: "healthy" });
}

/** Fields that may stand once (RFC 9110, section 5.3) and whose doubles proxies treat each in its way. */
const singular: readonly string[] = ["content-type", "date", "etag", "last-modified", "location"];

function repeats({ fields }: Head): boolean {
  return singular.some((name) => valuesOf(fields, name).length > 1);
}

/** Fields by which nginx lets an upstream command it; to anybody else they say nothing. */
const commands = ["x-accel-redirect", "x-accel-limit-rate", "x-accel-buffering"];

function commandTo({ fields }: Head): string | undefined {
  const field = fields.find(([name]) => commands.includes(name));
  if (field === undefined) return undefined;
  const [name, value] = field;
  if (name !== "x-accel-redirect") return name;
  // A named location is looked up and not requested; one that leads upwards is refused.
  if (value.startsWith("@")) return `${name}-named`;
  if (value.includes("..")) return `${name}-unsafe`;
  return value.startsWith("/files/") ? `${name}-file` : name;
}
