import { applyChange, spoil } from "./change.ts";
import { fill, holds } from "./evaluate.ts";
import { single, type Truth } from "./sample.ts";
import type { Step } from "./step.ts";
import { startPassage, type Draft, type Entrance, type Passage, type World } from "./world.ts";

/** The way that a request should take. */
export interface Way {
  entrance: Entrance;
  world: World;
  /** Rules of the front, then those of the backend it should reach. */
  front: readonly Step[];
  back: readonly Step[];
  /** All of them that do more than choose a backend: of those that choose there may be thousands. */
  changes: readonly Step[];
  /** The backend, and the rule that should lead to it; none: the default. */
  backend: string;
  by?: Step;
  /** True if a backend has this name. */
  isBackend(name: string): boolean;
}

/** Where a request left the way. */
export interface Deviation {
  step: Step;
  /**
   * `not-stopped`: the rule should not have held; `held`: it should have; `value`: it held, and
   * gave another backend's name.
   */
  wanted: "not-stopped" | "held" | "value";
  /** How far it came: the number of rules. */
  position: number;
  /** Why it cannot be said whether the rule holds. */
  reason?: string;
  /** The request as it was then. */
  passage: Passage;
}

/** Sends a draft through the rules. @returns nothing if it arrives */
export function walk(draft: Draft, way: Way): Deviation | undefined {
  const passage = startPassage(draft, way.entrance, way.world);
  const onFront = pass(way.front, 0, passage, way);
  if (onFront !== "arrived" && onFront !== "passed") return onFront;
  if (onFront === "passed" && way.by)
    return { step: way.by, wanted: "held", position: way.front.length, passage };
  const onBack = pass(way.back, way.front.length + 1, passage, way);
  return onBack === "arrived" || onBack === "passed" ? undefined : onBack;
}

type Passed = Deviation | "arrived" | "passed";

function pass(steps: readonly Step[], start: number, passage: Passage, way: Way): Passed {
  const skipped = new Set<string>();
  for (const [index, step] of steps.entries()) {
    if (skipped.has(step.set)) continue;
    const { action, condition } = step;
    const deviation = { step, position: start + index, passage };
    const held: Truth =
      "unreadable" in condition ? condition.unreadable : holds(condition, passage);
    const reason = typeof held === "string" ? { reason: held } : {};
    if (action.kind === "stop") {
      if (held !== false) return { ...deviation, ...reason, wanted: "not-stopped" };
    } else if (action.kind === "switch") {
      const found = turn(step, held, deviation, way);
      if (found) return found;
    } else if (action.kind === "skip") {
      if (held === true) skipped.add(step.set);
    } else if (typeof held === "string") spoil(action, held, passage);
    else if (held) applyChange(action, passage);
  }
  return "passed";
}

/** A rule `use_backend`. @returns nothing if the request goes on to the next rule */
function turn(
  step: Step,
  held: Truth,
  deviation: Omit<Deviation, "wanted">,
  way: Way,
): Passed | undefined {
  const isMeant = step === way.by;
  if (held === false) return isMeant ? { ...deviation, wanted: "held" } : undefined;
  if (typeof held === "string")
    return { ...deviation, reason: held, wanted: isMeant ? "held" : "not-stopped" };
  const to = step.action.kind === "switch" ? step.action.to : [];
  const sample = fill(to, deviation.passage);
  const name = single(sample);
  if (name === way.backend) return "arrived";
  // A name that no backend has leads to the default one; further rules are not looked at.
  if (name !== undefined && !way.isBackend(name)) {
    return way.by ? { ...deviation, wanted: isMeant ? "value" : "not-stopped" } : "arrived";
  }
  const reason = "unknown" in sample ? { reason: sample.unknown } : {};
  return { ...deviation, ...reason, wanted: isMeant ? "value" : "not-stopped" };
}
