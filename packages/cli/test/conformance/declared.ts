import { actsMax, createRandom } from "@gatecrash/core";
import type { Act, RequestHead } from "@gatecrash/core";
import type { Row } from "./inject.ts";

/** What a raw peer must see of a script: all bytes in order, and how it is left. */
export interface Declared {
  bytes: string;
  ended: "fin" | "rst" | "silence" | "refused" | "unanswered";
  /** How many bytes come before each request that the script reads. */
  before_requests: number[];
}

/** Runs a script with nothing on the wire and adds up what it says. */
export function declaredOf({ fault, params }: Row, head: RequestHead): Declared {
  const script = fault.script(params, createRandom("conformance"));
  const declared: Declared = { bytes: "", ended: "fin", before_requests: [] };
  let step = script.next();
  for (let acts = 0; step.done !== true && acts < actsMax; acts += 1) {
    const act = step.value;
    add(declared, act);
    if (act.kind === "silence") break;
    step = script.next(act.kind === "read-head" ? head : undefined);
  }
  return declared;
}

function add(declared: Declared, act: Act): void {
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
    case "fill-backlog":
      declared.ended = "unanswered";
      break;
    default:
      break;
  }
}
