import type { Deviation } from "./walk.ts";
import type { Step } from "./step.ts";
import { placeOf } from "../text/line.ts";

/** Why no request was found, for the person who knows the configuration. */
export function whyNot({ step, wanted, reason }: Deviation): string {
  const rule = describe(step);
  if ("unreadable" in step.condition)
    return `the condition of ${rule} cannot be read: ${step.condition.unreadable}`;
  if (reason !== undefined) return `whether ${rule} applies cannot be foreseen: ${reason}`;
  if (wanted === "value") return `no request was found for which ${rule} gives this backend`;
  if (wanted === "held") return `no request was found that meets ${rule}`;
  if (step.action.kind === "stop") return `HAProxy answers by itself: ${rule}`;
  return `an earlier rule takes every request that was tried: ${rule}`;
}

function describe({ line }: Step): string {
  const place = placeOf(line);
  return `"${place.text}" (${place.file}:${place.line})`;
}
