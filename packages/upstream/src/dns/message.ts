import { isIPv4, isIPv6 } from "node:net";
import dnsPacket from "dns-packet";
import type { Answer, Packet, StringAnswer } from "dns-packet";
import { ownerOf, rcodes } from "@gatecrash/core";
import type { NameAnswer } from "@gatecrash/core";
import type { NameRecord } from "./zone.ts";

/** What was asked, as far as an answer depends on it. */
export interface Question {
  id: number;
  name: string;
  type: string;
  /** The question section as it came (latin1), for answers whose bytes are written by hand. */
  section: string;
}

const head_bytes = 12;

/** Reads a query with one question; anything else is nothing that this server answers. */
export function readQuestion(message: Buffer): Question | undefined {
  try {
    const { id = 0, flag_qr, questions = [] } = dnsPacket.decode(message);
    const [question, more] = questions;
    if (flag_qr || !question || more) return undefined;
    const end = sectionEnd(message);
    const section = message.subarray(head_bytes, end).toString("latin1");
    return { id, name: question.name.toLowerCase(), type: question.type, section };
  } catch {
    // The decoder throws on what is no DNS message.
    return undefined;
  }
}

/** After the labels, their end, the type and the class. */
function sectionEnd(message: Buffer): number {
  let at = head_bytes;
  while ((message[at] ?? 0) > 0) at += 1 + (message[at] ?? 0);
  return at + 5;
}

/** An answer, good but for what `answer` says; no record: the name does not exist. */
export function writeAnswer(
  question: Question,
  record: NameRecord | undefined,
  answer: NameAnswer = {},
): Buffer {
  const { rcode = record ? "noerror" : "nxdomain", id_offset = 0, truncated = false } = answer;
  const name = answer.asked ?? question.name;
  const flags =
    dnsPacket.AUTHORITATIVE_ANSWER |
    dnsPacket.RECURSION_DESIRED |
    dnsPacket.RECURSION_AVAILABLE |
    (truncated ? dnsPacket.TRUNCATED_RESPONSE : 0) |
    rcodes[rcode];
  const empty = truncated || rcode !== "noerror";
  const packet: Packet = {
    type: "response",
    id: (question.id + id_offset) % 65_536,
    flags,
    questions: [{ name, type: question.type as StringAnswer["type"] }],
    answers: empty
      ? []
      : records(question, record, answer).map((each) => ({ ...each, name }) as Answer),
  };
  return dnsPacket.encode(packet);
}

type Unnamed = Pick<Answer, "type"> & { ttl: number; data: unknown };

function records(
  { name, type }: Question,
  record: NameRecord | undefined,
  { addresses, alias, ttl_s, weight = 1 }: NameAnswer,
): Unnamed[] {
  const ttl = ttl_s ?? record?.ttl_s ?? 0;
  if (alias !== undefined) return [{ type: "CNAME", ttl, data: alias }];
  if (type === "SRV") {
    const { port } = record ?? {};
    if (port === undefined) return [];
    return [{ type, ttl, data: { priority: 0, weight, port, target: ownerOf(name) } }];
  }
  return addressesFor(type, addresses ?? record?.addresses ?? []).map((data) => ({
    type: type as "A" | "AAAA",
    ttl,
    data,
  }));
}

/** Those of some addresses that answer a question of this type. */
export function addressesFor(type: string, addresses: readonly string[]): string[] {
  if (type === "A") return addresses.filter((each) => isIPv4(each));
  return type === "AAAA" ? addresses.filter((each) => isIPv6(each)) : [];
}
