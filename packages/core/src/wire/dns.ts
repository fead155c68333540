/**
 * DNS messages as latin1 text (RFC 1035, section 4), for answers whose bytes are wrong on purpose:
 * nothing here keeps the rules, and every field can be given.
 */
export interface DnsMessage {
  id: number;
  /** QR, AA, RD, RA and the rcode; default: a good authoritative answer. */
  flags?: number;
  /** The question section as it stands on the wire. */
  section: string;
  /** Number of questions that the head claims. */
  questions?: number;
  /** Records as they stand on the wire. */
  answers?: readonly string[];
}

/** QR, AA, RD and RA: what a good answer has set. */
export const goodFlags = 0x8580;

/** A whole message: head, question section, answers. */
export function dnsMessage(message: DnsMessage): string {
  const { id, flags = goodFlags, section, questions = 1, answers = [] } = message;
  const head = [id, flags, questions, answers.length, 0, 0].map(uint16).join("");
  return head + section + answers.join("");
}

/** A name as labels, none of them compressed. */
export function dnsName(name: string): string {
  const labels = name.split(".").filter((label) => label !== "");
  return labels.map((label) => String.fromCharCode(label.length) + label).join("") + "\0";
}

/** A question section: name, type and class. */
export function dnsSection(name: string, type: number, dns_class: number = dnsClasses.IN): string {
  return name + uint16(type) + uint16(dns_class);
}

export interface DnsRecord {
  /** The owner as it stands on the wire; default: a pointer to the name in the question. */
  owner?: string;
  type: number;
  dns_class?: number;
  ttl_s?: number;
  data: string;
  /** The length that is claimed for the data. */
  length?: number;
}

export function dnsRecord(record: DnsRecord): string {
  const { owner = dnsPointer(12), type, dns_class = dnsClasses.IN, ttl_s = 1, data } = record;
  const { length = data.length } = record;
  const ttl = uint16(Math.floor(ttl_s / 65_536)) + uint16(ttl_s % 65_536);
  return owner + uint16(type) + uint16(dns_class) + ttl + uint16(length) + data;
}

/** A compression pointer to an offset in the message. */
export function dnsPointer(offset: number): string {
  return uint16(0xc000 + offset);
}

export const dnsTypes = { A: 1, CNAME: 5, TXT: 16, AAAA: 28, SRV: 33 } as const;

export const dnsClasses = { IN: 1, CH: 3 } as const;

function uint16(value: number): string {
  return String.fromCharCode((value >> 8) & 255, value & 255);
}
