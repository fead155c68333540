import type { CoverageRow } from "@gatecrash/core";
import { states } from "./rows.ts";

const command = "Somebody ends it by a command to the proxy.";
const left = "The client leaves; a slow upstream is only the occasion.";
const rule = "A rule of the configuration answers.";

/** Termination states that the upstream, the resolver or the network causes. */
const ours = [
  ...states({ phase: "complete", cause: "upstream" }, [
    {
      id: "--",
      message: "A clean end: the error is the upstream's own",
      when: { symptoms: ["error-status"] },
      known_by: "the state, with an error that the upstream sent itself",
    },
    { id: "D-", message: "A clean end, and its server went DOWN by what it had answered (2.6)" },
  ]),
  ...states({ phase: "connect", cause: "network" }, [
    { id: "sC", message: "timeout connect ran out" },
  ]),
  ...states({ phase: "connect", cause: "upstream" }, [
    { id: "SC", message: "No connection to the server could be made" },
    {
      id: "DC",
      message:
        "Ended because its server went DOWN (from 3.0 on; before that only while connecting)",
    },
    { id: "UC", message: "Ended on a backup because an active server came UP (from 3.0 on)" },
  ]),
  ...states({ phase: "response head", cause: "upstream" }, [
    { id: "SH", message: "The server ended the connection before a complete head" },
    { id: "sH", message: "timeout server ran out before a complete head" },
    { id: "PH", message: "The proxy took the head for invalid, or blocked it" },
    { id: "DH", message: "Ended before a head because its server went DOWN (2.6)" },
    { id: "UH", message: "Ended before a head on a backup: an active server came UP (2.6)" },
    { id: "IH", message: "An interim answer kept the proxy from a second try (2.6, 3.0.0)" },
  ]),
  ...states({ phase: "body", cause: "upstream" }, [
    { id: "SD", message: "The server ended the connection in the body" },
    { id: "sD", message: "timeout server ran out in the body" },
    { id: "PD", message: "The proxy took the body for invalid" },
    { id: "DD", message: "Ended in the body because its server went DOWN (2.6)" },
    { id: "UD", message: "Ended in the body on a backup: an active server came UP (2.6)" },
    { id: "sR", message: "The time of wait-for-body ran out (2.6; sH from 3.0 on)" },
    {
      id: "cD",
      message: "timeout client or timeout tunnel ran out in the body",
      when: { symptoms: ["tunnel-stalled", "silent-before-head", "body-stalled", "healthy"] },
      known_by: "the state, with an upstream that was the silent side of a tunnel",
    },
  ]),
  ...states({ phase: "queue", cause: "upstream" }, [
    { id: "sQ", message: "timeout queue ran out" },
    { id: "SQ", message: "The queue of the server that was chosen is full" },
  ]),
];

/** What is not logged as a state. */
const others: CoverageRow[] = [
  {
    id: "no-line",
    message: "A kept connection ends on reuse: the client's is closed, and nothing is logged",
    protocol: "any",
    phase: "kept connection",
    level: "none",
    cause: "upstream",
    feasible: true,
    when: { reused: true },
    shows: { end: ["closed-without-answer"], unlogged: true },
    known_by: "fewer lines in the log than requests, and a client that got nothing",
  },
  ...states({ phase: "connect", cause: "client" }, [
    {
      id: "status-1",
      message: "Status -1: nothing was sent to the client",
      matches: /^\{.*"st":-1,/,
      because: left,
    },
  ]),
];

/** Those of the client, the configuration and the machine. */
const theirs = [
  ...states({ phase: "any", cause: "client" }, [
    { id: "CC", message: "The client left before the server was connected", because: left },
    { id: "CD", message: "The client left in the body", because: left },
    { id: "CH", message: "The client left before a head", because: left },
    { id: "CQ", message: "The client left in the queue", because: left },
    {
      id: "CL",
      message: "The client left while the last bytes went out",
      feasible: false,
      because: "It takes a client that leaves in the very moment of the end.",
    },
    {
      id: "cL",
      message: "The client took the last bytes too slowly",
      feasible: false,
      because: "It takes a client that stops in the very moment of the end.",
    },
    { id: "cH", message: "timeout client ran out in the request", because: "The client is slow." },
    { id: "CR", message: "The client left in the request", because: "The client leaves." },
    { id: "cR", message: "timeout http-request ran out", because: "The client is slow." },
    { id: "CT", message: "The client left the tarpit", because: "The client leaves." },
    { id: "PR", message: "The request was refused", because: "The client's request is at fault." },
    {
      id: "cC",
      message: "timeout client ran out in the connect phase",
      feasible: false,
      because: "The client's timer does not run there.",
    },
    {
      id: "cQ",
      message: "timeout client ran out in the queue",
      feasible: false,
      because: "The client's timer does not run there.",
    },
  ]),
  ...states({ phase: "any", cause: "configuration" }, [
    { id: "LC", message: "The server line redirects", because: rule },
    { id: "LR", message: "The proxy answers the request itself", because: rule },
    { id: "LH", message: "A rule takes the place of the answer", because: rule },
    { id: "LD", message: "A Lua action ends the answer", because: rule },
    { id: "PT", message: "Tarpitted to the end", because: rule },
  ]),
  ...states({ phase: "any", cause: "local" }, [
    { id: "KH", message: "Ended by a command before a head", because: command },
    { id: "KD", message: "Ended by a command in the body", because: command },
    { id: "KC", message: "Ended by a command (newer versions, in any phase)", because: command },
    { id: "PC", message: "The proxy is out of sockets", because: "The proxy's own limit." },
    {
      id: "PQ",
      message: "Ended by the proxy in the queue",
      because: "The proxy stops while somebody waits.",
    },
    ...["RC", "IC", "IR", "ID"].map((id) => ({
      id,
      message: id === "RC" ? "A resource ran out while connecting" : "An error of the proxy's own",
      feasible: false,
      because: "No cause that is documented for it led to it.",
    })),
  ]),
];

/** The first two letters of a termination state. */
export const terminations = [...ours, ...others, ...theirs];
