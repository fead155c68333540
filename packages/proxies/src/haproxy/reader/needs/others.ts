import type { Needs } from "@gatecrash/core";
import { parseAddress } from "../address.ts";
import { placeOf, word, type Line } from "../text/line.ts";
import type { Section } from "../text/sections.ts";

type Others = Needs["others"];

const syslogPort = 514;
const notSent = /^(global|stdout|stderr|ring@|fd@|backend@)/;

/** Addresses that HAProxy sends to by itself: logs, peers, mail, rings. */
export function othersOf(section: Section, environment: ReadonlyMap<string, string>): Others {
  return section.lines.flatMap((line) => ofLine(section.kind, line, environment));
}

function ofLine(kind: string, line: Line, environment: ReadonlyMap<string, string>): Others {
  const first = word(line, 0);
  const other = (written: string, what: string, port = 0): Others => {
    const { address } = parseAddress(written, environment, port);
    return address ? [{ address, what, at: placeOf(line) }] : [];
  };
  if (first === "log" && !notSent.test(word(line, 1)) && word(line, 1) !== "")
    return other(word(line, 1), "log", syslogPort);
  if (kind === "peers" && (first === "peer" || (first === "server" && line.words.length > 2)))
    return word(line, 2) === "" ? [] : other(word(line, 2), "peer");
  if (kind === "mailers" && first === "mailer") return other(word(line, 2), "mail");
  if (kind === "ring" && first === "server") return other(word(line, 2), "log");
  return [];
}

/** The DNS servers of a section `resolvers`. */
export function resolversOf(
  section: Section,
  environment: ReadonlyMap<string, string>,
): Needs["resolvers"] {
  if (section.kind !== "resolvers") return [];
  return section.lines.flatMap((line) => {
    if (word(line, 0) !== "nameserver") return [];
    const { address } = parseAddress(word(line, 2), environment, 53);
    return address?.kind === "tcp"
      ? [{ address: address.host, port: address.port, at: placeOf(line) }]
      : [];
  });
}
