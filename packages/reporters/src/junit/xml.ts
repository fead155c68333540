import { visible } from "../shared/visible.ts";

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  // Also because "]]>" must not stand in text (XML 1.0, 2.4).
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text for XML 1.0: characters that it forbids become visible, markup becomes text. */
export function escapeXml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/** An element that holds lines of text. */
export function textElement(
  name: string,
  attributes: Attributes,
  lines: readonly string[],
): string {
  return `<${name}${attributesText(attributes)}>${lines.map(escapeXml).join("\n")}</${name}>\n`;
}

/** An element that holds elements. */
export function element(
  name: string,
  attributes: Attributes,
  children: readonly string[] = [],
): string {
  const head = `<${name}${attributesText(attributes)}`;
  return children.length === 0 ? `${head}/>\n` : `${head}>\n${children.join("")}</${name}>\n`;
}

export type Attributes = Record<string, string | number>;

/** The start tag alone, for an element whose children are written one after the other. */
export function startTag(name: string, attributes: Attributes): string {
  return `<${name}${attributesText(attributes)}>\n`;
}

function attributesText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join("");
}
