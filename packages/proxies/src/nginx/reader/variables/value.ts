/** What a variable holds in a request; or why it cannot be told from the configuration. */
export type Value = string | Unknown;

export interface Unknown {
  unknown: string;
}

export function isKnown(value: Value): value is string {
  return typeof value === "string";
}
