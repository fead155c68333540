import { actsMax, createRandom, settingOf } from "@gatecrash/core";
import type { Act, RequestHead } from "@gatecrash/core";
import type { Row } from "./inject.ts";

/** What a raw peer must see of a script: all bytes in order, and how it is left. */
export interface Declared {
  bytes: string;
  ended: "fin" | "rst" | "silence" | "refused" | "unanswered" | "missing" | "full";
  /** How many bytes come before each request that the script reads. */
  before_requests: number[];
}

/** Runs a script with nothing on the wire and adds up what it says. */
export function declaredOf({ fault, params }: Row, head: RequestHead): Declared {
  const unix = settingOf(fault, params).topology.socket === "unix";
  const script = fault.script(params, createRandom("conformance"));
  const declared: Declared = { bytes: "", ended: "fin", before_requests: [] };
  let step = script.next();
  for (let acts = 0; step.done !== true && acts < actsMax; acts += 1) {
    const act = step.value;
    add(declared, act, unix);
    if (act.kind === "silence") break;
    step = script.next(act.kind === "read-head" ? head : undefined);
  }
  return declared;
}

/** The kernel tells of a full queue at once on a unix socket, and says nothing on a TCP port. */
function add(declared: Declared, act: Act, unix: boolean): void {
  switch (act.kind) {
    case "read-head":
      declared.before_requests.push(declared.bytes.length);
      break;
    case "send":
      declared.bytes += act.text;
      break;
    case "reset":
      declared.ended = "rst";
      break;
    case "silence":
      declared.ended = "silence";
      break;
    case "refuse":
      declared.ended = "refused";
      break;
    case "remove-socket":
      declared.ended = "missing";
      break;
    case "fill-backlog":
      declared.ended = unix ? "full" : "unanswered";
      break;
    default:
      break;
  }
}
