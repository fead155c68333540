import { absent, text, type Sample } from "./sample.ts";
import type { Passage } from "./world.ts";

/** The lines of a header, as they were sent or set by a rule. */
export function headerValues({ draft }: Passage, name: string): string[] {
  const key = name.toLowerCase();
  if (key === "host") return [draft.host];
  const value = Object.hasOwn(draft.headers, key) ? draft.headers[key] : undefined;
  return value === undefined ? [] : [value];
}

/** A header's value: each element of its list, or (`full`) the whole line. */
export function headerSample(passage: Passage, name: string, full = false): Sample {
  const values = headerValues(passage, name);
  if (values.length === 0) return absent;
  if (full || name.toLowerCase() === "user-agent") return text(values[0]);
  const elements = values.flatMap((value) => value.split(","));
  return { values: elements.map((each) => each.trim()), type: "text" };
}
