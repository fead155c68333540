/** A header or trailer field; the name in lower case. */
export type Field = readonly [name: string, value: string];

export type Fields = { fields: Field[] } | { invalid: string };

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Reads field lines (without their line ends) by the grammar of RFC 9112, section 5. */
export function parseFields(lines: readonly string[]): Fields {
  const fields: Field[] = [];
  for (const line of lines) {
    const read = parseField(line);
    if (typeof read === "string") return { invalid: read };
    fields.push(read);
  }
  return { fields };
}

/** The field, or the detail of what is wrong with it. */
function parseField(line: string): Field | string {
  if (/^[ \t]/.test(line)) return "folded";
  const colon = line.indexOf(":");
  if (colon < 0) return "no-colon";
  const name = line.slice(0, colon);
  const value = line.slice(colon + 1);
  if (name === "") return "empty-name";
  if (/[ \t]$/.test(name)) return "space-before-colon";
  if (/[ \t]/.test(name)) return "space-in-name";
  if (name.includes("\0")) return "nul-in-name";
  if (!token.test(name)) return "bad-name";
  if (value.includes("\0")) return "nul-in-value";
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return "control-in-value";
  return [name.toLowerCase(), value.replace(/^[ \t]+|[ \t]+$/g, "")];
}

/** All values of a field, in order. */
export function valuesOf(fields: readonly Field[], name: string): string[] {
  return fields.filter(([each]) => each === name).map(([, value]) => value);
}
