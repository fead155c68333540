/**
 * Reads an HTTP/1 answer as far as it came. Lenient where a real client is (any number as status),
 * exact where a proxy's failure shows: lengths, chunks, and whether a status line came at all.
 */
export interface ParsedResponse {
  /** Bytes came that do not start with a status line. */
  raw: boolean;
  status?: number;
  interim: number[];
  headers: [string, string][];
  framing: "none" | "length" | "chunked" | "close";
  head_complete: boolean;
  body_bytes: number;
  announced_bytes?: number;
  /** The body has all that was announced; a close-delimited one never knows. */
  complete: boolean;
  /** The upgrade that was asked for was taken: what follows is no body, and has no length. */
  tunnel?: boolean;
}

/** What an answer depends on besides its own bytes. */
export interface Asking {
  method: string;
  /** The request asks for another protocol. */
  upgrade?: boolean;
}

const statusLine = /^HTTP\/\d(?:\.\d)? +(\d{1,6})(?: [^\r\n]*)?\r?\n/;
const headers_max = 100;

/** Parses all the bytes that came so far, given as latin1. */
export function parseResponse(text: string, asking: Asking): ParsedResponse {
  const interim: number[] = [];
  let rest = text;
  for (;;) {
    const head = parseHead(rest);
    if (!head) return headless(text, rest, interim);
    const { status, headers, size } = head;
    const after = rest.slice(size);
    const isInterim = status >= 100 && status < 200 && status !== 101;
    // A 1xx that is not followed by another status line was sent as if it were final.
    if (isInterim && (after === "" || "HTTP/".startsWith(after.slice(0, 5)))) {
      interim.push(status);
      rest = after;
      continue;
    }
    return {
      raw: false,
      status,
      interim,
      headers,
      head_complete: true,
      ...readBody(head, after, asking),
    };
  }
}

function headless(text: string, rest: string, interim: number[]): ParsedResponse {
  const line = statusLine.exec(rest);
  // Only the start of a first line can still become a status line.
  const couldBecome = !rest.includes("\n") && "HTTP/".startsWith(rest.slice(0, 5));
  const could = rest === "" || line !== null || couldBecome;
  return {
    raw: text !== "" && !could,
    ...(line ? { status: Number(line[1]) } : {}),
    interim,
    headers: [],
    framing: "none",
    head_complete: false,
    body_bytes: could ? 0 : rest.length,
    complete: false,
  };
}

interface Head {
  status: number;
  headers: [string, string][];
  size: number;
}

function parseHead(text: string): Head | undefined {
  const line = statusLine.exec(text);
  const end = /\r?\n\r?\n/.exec(text);
  if (!line || !end) return undefined;
  const lines = text.slice(line[0].length, Math.max(line[0].length, end.index)).split(/\r?\n/);
  const headers = lines
    .filter((each) => each !== "")
    .slice(0, headers_max)
    .map((each): [string, string] => {
      const colon = each.indexOf(":");
      return colon < 0 ? [each, ""] : [each.slice(0, colon), each.slice(colon + 1).trim()];
    });
  return { status: Number(line[1]), headers, size: end.index + end[0].length };
}

type Body = Pick<
  ParsedResponse,
  "framing" | "body_bytes" | "announced_bytes" | "complete" | "tunnel"
>;

function readBody({ status, headers }: Head, body: string, { method, upgrade }: Asking): Body {
  if (status === 101 && upgrade === true) {
    return { framing: "close", body_bytes: body.length, complete: false, tunnel: true };
  }
  const value = (name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1];
  if (method === "HEAD" || status === 204 || status === 304 || status === 101) {
    return { framing: "none", body_bytes: 0, complete: true };
  }
  if (value("transfer-encoding")?.toLowerCase().endsWith("chunked")) return readChunks(body);
  const length = value("content-length");
  if (length !== undefined && /^\d{1,15}$/.test(length)) {
    const announced_bytes = Number(length);
    const body_bytes = Math.min(body.length, announced_bytes);
    const complete = body.length >= announced_bytes;
    return { framing: "length", body_bytes, announced_bytes, complete };
  }
  return { framing: "close", body_bytes: body.length, complete: false };
}

function readChunks(body: string): Body {
  let at = 0;
  let body_bytes = 0;
  for (;;) {
    const size = /^([0-9a-fA-F]{1,8})[^\r\n]*\r?\n/.exec(body.slice(at, at + 300));
    if (!size) return { framing: "chunked", body_bytes, complete: false };
    const length = parseInt(size[1] ?? "0", 16);
    at += size[0].length;
    if (length === 0) {
      const complete = /^(?:[^\r\n]+\r?\n)*\r?\n/.test(body.slice(at));
      return { framing: "chunked", body_bytes, complete };
    }
    const got = Math.min(length, body.length - at);
    body_bytes += got;
    at += length;
    if (got < length) return { framing: "chunked", body_bytes, complete: false };
    at += /^\r?\n/.exec(body.slice(at, at + 2))?.[0].length ?? 0;
  }
}
