/** An element of a well-formed document. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
/** What XML 1.0 (2.2) allows, less the C1 controls that it discourages. */
const legal = /^[\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const token = /<(\/?)([A-Za-z][\w.-]*)((?:\s+[A-Za-z][\w.-]*="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;

/** Reads the part of XML that needs no DTD, CDATA or comments, and refuses everything else. */
export function parseXml(document: string): XmlElement {
  if (!legal.test(document)) throw new Error("a character that XML 1.0 forbids");
  const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(prolog)) throw new Error("no XML declaration");
  const root: XmlElement = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  token.lastIndex = prolog.length;
  for (let at = prolog.length; at < document.length; at = token.lastIndex) {
    const found = token.exec(document);
    if (!found) throw new Error(`not well-formed at ${document.slice(at, at + 60)}`);
    take(found, open);
  }
  const [only, ...others] = root.children;
  if (open.length !== 1 || !only || others.length > 0 || root.text.trim() !== "") {
    throw new Error("a document has one root element, and all elements are closed");
  }
  return only;
}

function take(found: RegExpExecArray, open: XmlElement[]): void {
  const [, closing, name = "", attributes = "", empty, text] = found;
  const parent = open.at(-1);
  if (!parent) throw new Error("an end tag too many");
  if (text !== undefined) {
    if (text.includes("]]>")) throw new Error("]]> in text");
    parent.text += decode(text);
  } else if (closing === "/") {
    if (parent.name !== name) throw new Error(`</${name}> closes <${parent.name}>`);
    open.pop();
  } else {
    const element = { name, attributes: attributesOf(attributes), children: [], text: "" };
    parent.children.push(element);
    if (empty !== "/") open.push(element);
  }
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = "", value = ""] of text.matchAll(/\s+([\w.-]+)="([^"]*)"/g)) {
    if (Object.hasOwn(attributes, name)) throw new Error(`attribute ${name} twice`);
    attributes[name] = decode(value);
  }
  return attributes;
}

function decode(text: string): string {
  return text.replace(/&([^;]*;?)/g, (whole, name: string) => {
    const character = entities[name.slice(0, -1)];
    if (!name.endsWith(";") || character === undefined) throw new Error(`not an entity: ${whole}`);
    return character;
  });
}
