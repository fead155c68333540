import { setTimeout as sleep } from "node:timers/promises";
import type { Act, NameQuestion } from "@gatecrash/core";
import type { NetworkActs } from "../network/acts.ts";
import type { Performed } from "../performed.ts";
import type { Stage } from "../play.ts";
import { writeAnswer } from "./message.ts";
import type { Query } from "./server.ts";
import type { NameRecord } from "./zone.ts";

export interface QueryMeans {
  /** What the name leads to now. */
  record: NameRecord;
  signal: AbortSignal;
  /** Acts on the packets and the route of the name's own server. */
  network: NetworkActs;
}

/** Performs acts on one question about a name. */
export function queryStage(query: Query, asked: NameQuestion, means: QueryMeans): Stage {
  const { record, signal, network } = means;
  let innocent = true;
  const say = async (message: Buffer): Promise<Performed> => ({
    result: await query.reply(message),
  });
  return {
    innocent: () => innocent,
    proof: () => network.proof,
    perform: async (act): Promise<Performed> => {
      innocent &&= isInnocent(act);
      const onNetwork = await network.perform(act);
      if (onNetwork) return onNetwork;
      switch (act.kind) {
        case "read-question":
          return { result: "ok", value: asked };
        case "answer-name": {
          const { kind: _kind, ...answer } = act;
          return say(writeAnswer(query.question, record, answer));
        }
        case "send":
          return say(Buffer.from(act.text, "latin1"));
        case "sleep":
          return pause(act.ms, signal);
        default:
          return onConnection(act, query, signal);
      }
    },
  };
}

/** A good answer in time is no fault, whatever the script is of. */
function isInnocent(act: Act): boolean {
  return act.kind === "read-question" || isGoodAnswer(act);
}

function isGoodAnswer(act: Act): boolean {
  return act.kind === "answer-name" && Object.keys(act).length === 1;
}

async function pause(ms: number, signal: AbortSignal): Promise<Performed> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  return { result: signal.aborted ? "healed" : "ok" };
}

async function onConnection(
  act: Act,
  { connection }: Query,
  signal: AbortSignal,
): Promise<Performed> {
  // Not to answer a datagram is done at once.
  if (act.kind === "silence" && !connection) return { result: "ok", note: "no answer was sent" };
  if (!connection) {
    return { result: "failed", note: `${act.kind} does not act on a question in a datagram` };
  }
  switch (act.kind) {
    case "silence":
      return connection.silence(true, signal);
    case "finish":
      return connection.finish(signal);
    case "reset":
      return connection.reset(signal);
    default:
      return { result: "failed", note: `${act.kind} does not act on a question` };
  }
}
