import type { LogSource, ProxyFact } from "@gatecrash/core";

/** Reads a line of the log (JSON, see render) or a message of HAProxy's own. Never throws. */
export function parseLog(line: string, source: LogSource): ProxyFact | undefined {
  return source.log === "access" ? (parseAccess(line) ?? parseEvent(line)) : parseEvent(line);
}

/** The first two letters are the termination state; the others speak of cookies. */
const stateField = /^[-A-Za-z]{4}$/;

function parseAccess(line: string): ProxyFact | undefined {
  const fields = readObject(line);
  const state = fields?.["ts"];
  if (fields === undefined || typeof state !== "string" || !stateField.test(state))
    return undefined;
  const status = fields["st"];
  const sent = typeof status === "number" && Number.isSafeInteger(status) ? status : undefined;
  return {
    ...named(fields["fe"]),
    log: "access",
    marks: [state.slice(0, 2), ...(sent === undefined ? [] : [`status ${sent}`])],
    // -1: nothing was sent.
    ...(sent === undefined || sent < 0 ? {} : { status: sent }),
    attempts: countAttempts(fields),
  };
}

/** Retries (`+` tells of another server) and the first try, unless no server was chosen. */
function countAttempts(fields: Record<string, unknown>): number {
  const server = fields["srv"];
  if (typeof server !== "string" || server.startsWith("<")) return 0;
  const retries = /^\+?(\d{1,6})$/.exec(String(fields["rc"]));
  return 1 + Number(retries?.[1] ?? 0);
}

function readObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** `[ALERT]    (12) : message` on standard error, `Server r1/upstream1 is DOWN …` in the log. */
const message = /^\[(NOTICE|WARNING|ALERT)\]\s+(?:\(\d+\)|\S+)\s*:\s*(.*)$/s;
const event = /^(?:Server|Backend|Proxy) ([a-z0-9]+)\S* (is (?:UP|DOWN)|has no server available)/i;

/** `Health check for server r1/upstream1 failed, reason: Layer4 timeout, check duration: …`. */
const checked = /^Health check for server ([a-z0-9]+)\/\S+ [a-z ]+, reason: ([^,]{1,80})/;

function parseEvent(line: string): ProxyFact | undefined {
  const happened = event.exec(line);
  if (happened) {
    const [, name, what = ""] = happened;
    return { ...named(name), log: "error", marks: [what] };
  }
  const result = checked.exec(line);
  if (result) return { ...named(result[1]), log: "error", marks: [result[2] ?? ""] };
  const said = message.exec(line);
  if (!said) return undefined;
  const [, level = "", text = ""] = said;
  return { log: "error", marks: [`[${level}]`, text.trim().slice(0, 120)] };
}

/** Frontends are named after routes. */
function named(frontend: unknown): { route?: string } {
  return typeof frontend === "string" && /^[a-z0-9]+$/.test(frontend) ? { route: frontend } : {};
}
