import { z } from "zod";

/** The JSON Schema of what a person writes: before defaults and transformations. */
export function inputSchema(schema) {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
}

/** One line for a property of a JSON Schema: its type, bounds and default. */
export function describeProperty(property) {
  const bounds = describeBounds(property);
  const parts = [describeType(property), ...(bounds ? [bounds] : [])];
  if (property.default !== undefined) parts.push(`default ${JSON.stringify(property.default)}`);
  return parts.join(", ");
}

/** More choices than a table cell holds are left to the schema. */
const choicesShown = 8;

function describeType(property) {
  const choices = property.anyOf ?? property.oneOf;
  const count = property.enum?.length ?? choices?.length ?? 0;
  if (count > choicesShown) return `one of ${count} (see the schema)`;
  if (property.enum) return property.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (property.const !== undefined) return JSON.stringify(property.const);
  if (choices) return [...new Set(choices.map(describeType))].join(" or ");
  if (property.type === "array") return `list of ${describeType(property.items ?? {})}`;
  return property.type ?? "anything";
}

/** The bounds of a safe integer say nothing: every number has them. */
function describeBounds({ minimum, maximum, minLength, maxLength, minItems, maxItems }) {
  const low = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const high = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  return range(low, high) ?? range(minLength, maxLength, " long") ?? range(minItems, maxItems);
}

function range(low, high, unit = "") {
  if (low !== undefined && high !== undefined) return `${low} to ${high}${unit}`;
  if (low !== undefined) return `at least ${low}${unit}`;
  return high === undefined ? undefined : `at most ${high}${unit}`;
}
