import type { Condition } from "./condition.ts";
import type { Expression, FormatPart } from "./expression.ts";
import type { Line } from "../text/line.ts";

/** A value that a rule computes. */
export type Value =
  { kind: "expression"; expression: Expression } | { kind: "format"; parts: readonly FormatPart[] };

/** A part of the request, or a variable, that a rule sets. */
export type Part =
  | { kind: "variable"; name: string }
  | { kind: "header"; name: string }
  | { kind: "method" | "path" | "pathq" | "query" | "uri" | "source" };

export type Action =
  /** HAProxy answers or closes by itself: nothing goes to a server. */
  | { kind: "stop" }
  /** The rest of the rules of this set is left out. */
  | { kind: "skip" }
  | { kind: "set"; part: Part; value: Value }
  | { kind: "unset"; part: Part }
  /** The part is matched by an expression and replaced as a whole. */
  | { kind: "replace"; part: Part; pattern: string; value: Value; each: boolean }
  | { kind: "switch"; to: readonly FormatPart[] };

/** Sets of rules, in the order in which a request passes them. */
export type RuleSet =
  "connection" | "content" | "monitor" | "http-request" | "statistics" | "redirect" | "switching";

/** One rule of a proxy. */
export interface Step {
  set: RuleSet;
  action: Action;
  /** Why the condition cannot be read, if so. */
  condition: Condition | { unreadable: string };
  line: Line;
}
