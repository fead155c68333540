import type { Search } from "./setters.ts";
import { possibleFormat } from "./possible.ts";
import type { Step } from "./step.ts";

/** More backends than these are not tried for one computed name. */
const guessesMax = 200;

/** Where a front can lead: each backend by each rule, in order. */
export interface Target {
  backend: string;
  /** None: the default. */
  by?: Step;
  /** A guess: the name is computed of what clients send, and any backend may be meant. */
  guessed: boolean;
}

/** The backends that a rule `use_backend` can lead to. */
export function targetsOf(by: Step, search: Search, backends: ReadonlySet<string>): Target[] {
  if (by.action.kind !== "switch") return [];
  const names = possibleFormat(by.action.to, search);
  if (names) {
    return [...new Set(names)]
      .filter((name) => backends.has(name))
      .map((backend) => ({ backend, by, guessed: false }));
  }
  const [first] = by.action.to;
  const prefix = first?.kind === "text" ? first.text : "";
  return [...backends]
    .filter((name) => name.startsWith(prefix))
    .slice(0, guessesMax)
    .map((backend) => ({ backend, by, guessed: true }));
}
