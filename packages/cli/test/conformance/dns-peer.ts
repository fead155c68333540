import { createSocket } from "node:dgram";
import { connect } from "node:net";
import type { Address, Ending } from "@gatecrash/core";

/** What a raw peer saw of one question: bytes, and no opinion. */
export interface DnsView {
  /** Messages that came in answer (latin1), over TCP without their length. */
  messages: string[];
  /** How the connection ended; over UDP: silence. */
  ended: Ending;
  elapsed_ms: number;
}

const types = { A: 1, AAAA: 28 } as const;

export type AskedType = keyof typeof types;

/** Asks in a datagram; waits for one message, or for as long as patience lasts. */
export async function askDatagram(
  at: Address,
  query: Buffer,
  patience_ms: number,
): Promise<DnsView> {
  const socket = createSocket("udp4");
  const started = performance.now();
  const messages = await new Promise<string[]>((resolve) => {
    const timer = setTimeout(() => {
      resolve([]);
    }, patience_ms);
    socket.on("message", (message) => {
      clearTimeout(timer);
      resolve([message.toString("latin1")]);
    });
    socket.send(query, at.port, at.address);
  });
  socket.close();
  return { messages, ended: "silence", elapsed_ms: performance.now() - started };
}

/** Asks on a connection; waits for one message, for the end, or for as long as patience lasts. */
export async function askStream(at: Address, query: Buffer, patience_ms: number): Promise<DnsView> {
  const socket = connect({ host: at.address, port: at.port, allowHalfOpen: true });
  const started = performance.now();
  let bytes = Buffer.alloc(0);
  const ended = await new Promise<Ending>((resolve) => {
    const timer = setTimeout(() => {
      resolve("silence");
    }, patience_ms);
    const done = (ending: Ending) => {
      clearTimeout(timer);
      resolve(ending);
    };
    socket.on("data", (data) => {
      bytes = Buffer.concat([bytes, data]);
      if (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)) done("silence");
    });
    socket.on("end", () => {
      done("fin");
    });
    socket.on("error", () => {
      done("rst");
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    socket.write(Buffer.concat([length, query]));
  });
  socket.destroy();
  const messages = bytes.length > 2 ? [bytes.subarray(2).toString("latin1")] : [];
  return { messages, ended, elapsed_ms: performance.now() - started };
}

/** A query with one question, written by hand. */
export function queryFor(id: number, name: string, type: AskedType): Buffer {
  const head = Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  const labels = name.split(".").map((label) => String.fromCharCode(label.length) + label);
  const section = Buffer.from(
    `${labels.join("")}\0\0${String.fromCharCode(types[type])}\0\x01`,
    "latin1",
  );
  return Buffer.concat([head, section]);
}

/** The fields of an answer that follows the rules. */
export interface DnsAnswer {
  id: number;
  rcode: number;
  truncated: boolean;
  asked: string;
  records: { type: number; ttl_s: number; data: string }[];
}

/** Reads an answer; names in it may be compressed. */
export function readAnswer(text: string): DnsAnswer {
  const message = Buffer.from(text, "latin1");
  const flags = message.readUInt16BE(2);
  const question = readName(message, 12);
  let at = question.end + 4;
  const records: DnsAnswer["records"] = [];
  for (let index = 0; index < message.readUInt16BE(6); index += 1) {
    const { end } = readName(message, at);
    const type = message.readUInt16BE(end);
    const length = message.readUInt16BE(end + 8);
    const data = message.subarray(end + 10, end + 10 + length);
    const said = type === 5 ? readName(message, end + 10).name : [...data].join(".");
    records.push({ type, ttl_s: message.readUInt32BE(end + 4), data: said });
    at = end + 10 + length;
  }
  return {
    id: message.readUInt16BE(0),
    rcode: flags & 15,
    truncated: (flags & 0x0200) !== 0,
    asked: question.name,
    records,
  };
}

function readName(message: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = start;
  let end = 0;
  for (let hops = 0; hops < 64; hops += 1) {
    const length = message.readUInt8(at);
    if (length >= 0xc0) {
      end ||= at + 2;
      at = message.readUInt16BE(at) & 0x3fff;
    } else if (length === 0) return { name: labels.join("."), end: end || at + 1 };
    else {
      labels.push(message.subarray(at + 1, at + 1 + length).toString("latin1"));
      at += 1 + length;
    }
  }
  throw new Error("a name without an end");
}
