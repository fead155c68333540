import type { LogSource, ProxyFact } from "@gatecrash/core";

/** Reads a line of the access log (JSON, see render) or of an error log. Never throws. */
export function parseLog(line: string, source: LogSource): ProxyFact | undefined {
  return source.log === "access" ? parseAccess(line) : parseError(line);
}

function parseAccess(line: string): ProxyFact | undefined {
  const fields = readObject(line);
  const status = fields?.["status"];
  if (fields === undefined || typeof status !== "string" || !/^\d{3}$/.test(status))
    return undefined;
  return {
    ...named(fields["server"]),
    log: "access",
    marks: [`status ${status}`],
    status: Number(status),
    attempts: countAttempts(fields["upstream_addr"]),
  };
}

/**
 * `$upstream_addr` joins tries by ", " and internal redirects by " : ". Where no server could be
 * tried it is the name of the group, which has no port.
 */
function countAttempts(addresses: unknown): number {
  if (typeof addresses !== "string") return 0;
  return addresses.split(/, | : /).filter((each) => each.includes(":")).length;
}

function readObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** `2026/01/31 10:00:00 [error] 12#12: *3 message`; `nginx: [emerg] message` before the start. */
const errorLine = /^(?:\S+ \S+|nginx:) \[\w+\] (?:\d+#\d+: )?(?:\*\d+ )?(.*)$/s;

/**
 * What nginx appends to a message. The first match counts: what follows is the client's own
 * request, which may imitate it.
 */
const context = /(?: while ([A-Za-z ]+))?, client: [^,]*, server: ([^,]*)(?:,|$)/;

/** What its resolver appends instead: it works for no one request. */
const asked = /^(?:recv|send|connect)\(\) .* while resolving, resolver: (\S+)$/;

function parseError(line: string): ProxyFact | undefined {
  const text = errorLine.exec(line)?.[1];
  if (text === undefined) return undefined;
  const where = context.exec(text);
  const message = where ? text.slice(0, where.index) : text;
  const phase = where?.[1];
  const name_server = asked.exec(text)?.[1];
  return {
    ...named(where?.[2]),
    ...(name_server === undefined ? {} : { name_server }),
    log: "error",
    marks: [fixedWords(message), ...(phase === undefined ? [] : [`while ${phase}`])],
  };
}

/** Messages that begin with, or hold in their middle, bytes from outside. The first match counts. */
const phrases = [
  /^FastCGI sent in stderr/,
  /^memcached sent invalid (?:key|length|flags|response|trailer)/,
  /(?<=^key: ".*" )was not found by memcached/s,
  /^upstream sent (?:invalid status|unsupported FastCGI protocol version)/,
  /^upstream sent (?:invalid FastCGI record type|unexpected FastCGI record)/,
  /^upstream sent unexpected FastCGI request id (?:high|low) byte/,
  /^(?:upstream|client) disconnected/,
  /^auth request unexpected status/,
  /^unsafe URI/,
  /^unexpected (?:range in slice response|status code)/,
  /^inflate\(\) (?:failed|returned)/,
  /could not be resolved \(\d+/,
  /upstream timed out/,
  /no live upstreams/,
  /SSL_\w+\(\) failed/,
  /upstream SSL certificate (?:verify error|does not match)/,
  /client [a-z ]*closed (?:keepalive )?connection/,
  /client intended to send too large body/,
  /a client request body is buffered to a temporary file/,
];

/** `connect() to 10.0.3.7:80 failed (113: …)`: the address is another one each time. */
const connected = /^connect\(\) to \S+ failed/;

const mark_chars_max = 120;

/** The part of a message that is the same each time: what stands before a quoted value. */
function fixedWords(message: string): string {
  for (const phrase of phrases) {
    const found = phrase.exec(message);
    if (found) return found[0];
  }
  const cut = message.search(/: "|, previous value/);
  const words = cut < 0 ? message : message.slice(0, cut);
  return words
    .replace(connected, "connect() to upstream failed")
    .replaceAll(/ "\/[^"]*"/g, "")
    .trim()
    .slice(0, mark_chars_max);
}

/** Server names are route ids; a line without a request names the front's address or nothing. */
function named(server: unknown): { route?: string; front?: string } {
  if (typeof server !== "string") return {};
  if (/^[a-z0-9]+$/.test(server)) return { route: server };
  return /^(?:\[[\da-f:]+\]|[\d.]+):\d{1,5}$/.test(server) ? { front: server } : {};
}
