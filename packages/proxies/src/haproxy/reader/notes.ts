import { word, type Line } from "./text/line.ts";
import type { Section } from "./text/sections.ts";

/** What a directive means for an audit, in words for the user. */
const remarks: readonly (readonly [RegExp, string])[] = [
  [
    /^stick-table /,
    "what this table counts or remembers carries over from one request to the next",
  ],
  [/^stick (on|match|store-)/, "requests of one client stay with one server"],
  [/^cookie /, "a cookie keeps the requests of one client with one server"],
  [/^use-server /, "some requests go to this server whatever the balance"],
  [/^http-request do-resolve/, "the upstream's address is looked up for each request"],
  [
    /^(http-request|tcp-request \w+) set-dst/,
    "the upstream's address is computed for each request",
  ],
  [
    /^http-request lua\.|^http-request use-service lua\./,
    "a script decides, and scripts are not followed",
  ],
  [/^command /, "HAProxy starts a program of its own"],
  [/^external-check command/, "HAProxy starts a program for each check"],
  [/^parse-resolv-conf/, "the DNS servers are those of /etc/resolv.conf"],
  [
    /^load-server-state-from-file (global|local)/,
    "addresses and states of servers are read from a file of the last run",
  ],
  [/^filter spoe/, "an agent outside of HAProxy has a say in each request"],
  [
    /^option transparent|^dispatch /,
    "the upstream is the address that a client connected to, or one for all",
  ],
  [
    /^http-request set-src|^http-request set-src-port/,
    "the client's address is taken from the request",
  ],
];

/** Remarks on the lines of a section; what a remark speaks of was read as far as it can be. */
export function remark(section: Section, note: (message: string, line: Line) => void): void {
  for (const line of section.lines) {
    const text = line.words.slice(0, 3).join(" ");
    for (const [pattern, message] of remarks) {
      if (!pattern.test(`${text} `)) continue;
      if (word(line, 0) === "command" && section.kind !== "program") continue;
      note(message, line);
    }
  }
}
