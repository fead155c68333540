import { connect, constants } from "node:http2";
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from "node:http2";
import type { Socket } from "node:net";
import type { Answer, End, RequestSpec } from "@gatecrash/core";
import type { Asked } from "./client.ts";
import { openFront } from "./open.ts";

const now = () => process.hrtime.bigint().toString();

/**
 * Sends one request over HTTP/2, for fronts that speak nothing else. Frames are left to Node: what
 * a proxy gets wrong in them shows as an error of the stream. Never throws. A request that HTTP/2
 * cannot say (a blank in a field's name) is not sent: `closed-without-answer`, and still `open`.
 */
export async function askH2({ front, request, deadline_ms }: Asked): Promise<Answer> {
  const socket = openFront(front, "h2");
  const scheme = front.tls === undefined ? "http" : "https";
  // Node makes a URL of it and sends none of it: the request has its own, which may be no URL's.
  const session = connect("http://gatecrash.test", { createConnection: () => socket });
  const exchange = new H2Exchange(session, socket, request);
  const answer = await exchange.run(scheme, deadline_ms);
  session.destroy();
  socket.destroy();
  return answer;
}

class H2Exchange {
  readonly #session: ClientHttp2Session;
  readonly #socket: Socket;
  readonly #request: RequestSpec;
  readonly #at: Answer["at_ns"] = { started: now(), ended: "" };
  readonly #interim: number[] = [];
  #headers: [string, string][] = [];
  #status: number | undefined;
  #announced_bytes: number | undefined;
  #body_bytes = 0;
  #whole = false;
  #closed: Answer["closed"] | undefined;
  #finish: (() => void) | undefined;

  constructor(session: ClientHttp2Session, socket: Socket, request: RequestSpec) {
    this.#session = session;
    this.#socket = socket;
    this.#request = request;
  }

  async run(scheme: string, deadline_ms: number): Promise<Answer> {
    const finished = new Promise<void>((resolve) => (this.#finish = resolve));
    const deadline = setTimeout(() => {
      this.#end("deadline");
    }, deadline_ms);
    this.#session.on("connect", () => (this.#at.connected = now()));
    // The socket knows why before stream and session do.
    this.#socket.on("error", (error: NodeJS.ErrnoException) => {
      this.#end(error.code === "ECONNREFUSED" ? "refused" : "rst");
    });
    this.#session.on("error", () => {
      this.#end("rst");
    });
    this.#session.on("close", () => {
      this.#end("fin");
    });
    this.#send(scheme);
    await finished;
    clearTimeout(deadline);
    return this.#answer();
  }

  #send(scheme: string): void {
    const stream = this.#open(scheme);
    if (!stream) {
      this.#end("open");
      return;
    }
    this.#watch(stream);
    if (this.#request.body_bytes === 0) this.#at.sent = now();
    else stream.end(bodyOf(this.#request), () => (this.#at.sent = now()));
  }

  /** Undefined if HTTP/2 has no way to say the request: Node looks at it before it sends a byte. */
  #open(scheme: string): ClientHttp2Stream | undefined {
    const { method, path, headers, body_bytes } = this.#request;
    const fields = {
      ...fieldsOf(headers),
      ":method": method,
      ":path": path,
      ":scheme": scheme,
      ":authority": hostOf(this.#request),
    };
    try {
      return this.#session.request(fields, { endStream: body_bytes === 0 });
    } catch {
      return undefined;
    }
  }

  #watch(stream: ClientHttp2Stream): void {
    stream.on("headers", (fields) => {
      this.#interim.push(Number(fields[":status"]));
    });
    stream.on("response", (fields) => {
      this.#at.first_byte ??= now();
      this.#at.head = now();
      this.#status = Number(fields[":status"]);
      const length = fields["content-length"];
      if (length !== undefined) this.#announced_bytes = Number(length);
      this.#keep(fields);
    });
    // What gRPC has to say comes last.
    stream.on("trailers", (fields: IncomingHttpHeaders) => {
      this.#keep(fields);
    });
    stream.on("data", (data: Buffer) => {
      this.#body_bytes += data.length;
    });
    stream.on("end", () => {
      this.#whole = stream.rstCode === constants.NGHTTP2_NO_ERROR;
    });
    stream.on("error", () => undefined);
    stream.on("close", () => {
      this.#end(stream.rstCode === constants.NGHTTP2_NO_ERROR ? "open" : "rst");
    });
  }

  #keep(fields: IncomingHttpHeaders): void {
    const lines = Object.entries(fields).filter(([name]) => !name.startsWith(":"));
    this.#headers = [
      ...this.#headers,
      ...lines.map(([name, value]): [string, string] => [name, String(value)]),
    ];
  }

  #end(closed: Answer["closed"]): void {
    if (this.#closed !== undefined) return;
    this.#closed = closed;
    this.#at.ended = now();
    this.#finish?.();
  }

  #answer(): Answer {
    const closed = this.#closed ?? "deadline";
    const raw_bytes = this.#socket.bytesRead;
    const announced = this.#announced_bytes;
    return {
      end: this.#endOf(closed),
      ...(this.#status === undefined ? {} : { status: this.#status }),
      interim: this.#interim,
      headers: this.#headers,
      body_bytes: this.#body_bytes,
      ...(announced === undefined ? {} : { announced_bytes: announced }),
      framing: announced === undefined ? "close" : "length",
      closed,
      raw_bytes,
      raw_head: "",
      request_bytes_sent: this.#socket.bytesWritten,
      at_ns: this.#at,
    };
  }

  #endOf(closed: Answer["closed"]): End {
    if (closed === "refused") return "not-connected";
    const length = this.#announced_bytes ?? this.#body_bytes;
    const isWhole = this.#whole && (this.#body_bytes === length || this.#request.method === "HEAD");
    if (this.#status !== undefined && isWhole) return "answered";
    if (closed === "deadline") return "no-answer";
    return this.#status === undefined ? "closed-without-answer" : "cut-short";
  }
}

function hostOf({ headers }: RequestSpec): string {
  const named = Object.entries(headers).find(([name]) => name.toLowerCase() === "host");
  return named?.[1] ?? "gatecrash.test";
}

/** They are about one connection of HTTP/1.1, or said by a pseudo-header. */
const not_sent = new Set([
  "connection",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

/** The fields that HTTP/2 may carry (RFC 9113, section 8.2.2), by their names in lower case. */
function fieldsOf(headers: RequestSpec["headers"]): Record<string, string> {
  const fields = Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  const kept = fields.filter(
    ([name, value]) => !not_sent.has(name) && (name !== "te" || value === "trailers"),
  );
  return Object.fromEntries(kept);
}

/** gRPC puts a flag and the length before each message. */
function bodyOf({ headers, body_bytes }: RequestSpec): Buffer {
  const body = Buffer.alloc(body_bytes, "x");
  if (!(headers["content-type"] ?? "").startsWith("application/grpc")) return body;
  const head = Buffer.alloc(5);
  head.writeUInt32BE(body_bytes, 1);
  return Buffer.concat([head, body]);
}
