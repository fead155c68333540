import type { Expression } from "./expression.ts";
import type { Patterns } from "./patterns.ts";

/** One test of a request: an expression and what its value is held against. */
export interface Test {
  expression: Expression;
  patterns: Patterns;
  /** As written, for messages. */
  text: string;
}

/** A named or anonymous ACL in a condition: true if one of its tests is. */
export interface Term {
  negated: boolean;
  tests: readonly Test[];
}

/** `if a !b or c`: alternatives, each of terms that must all be true. */
export interface Condition {
  /** `unless`. */
  negated: boolean;
  alternatives: readonly (readonly Term[])[];
}

/** A condition that always holds. */
export const always: Condition = { negated: false, alternatives: [[]] };
