/** A fault that a caller asks for, with its parameters still as text. */
export interface Choice {
  id: string;
  params: Record<string, string>;
}

export const choicePath = "/fault/";
export const choiceHeader = "x-gatecrash-fault";

/**
 * Reads what a request asks for: `GET /fault/<id>?name=value`, or the header
 * `x-gatecrash-fault: <id>; name=value; name="value"`. The header wins.
 */
export function readChoice(url: string, header: string | string[] | undefined): Choice | undefined {
  if (header !== undefined) return readHeader(String(header));
  return url.startsWith(choicePath) ? readPath(url.slice(choicePath.length)) : undefined;
}

function readPath(rest: string): Choice {
  const mark = rest.indexOf("?");
  const id = mark < 0 ? rest : rest.slice(0, mark);
  const query = mark < 0 ? "" : rest.slice(mark + 1);
  return { id: decode(id), params: Object.fromEntries(new URLSearchParams(query)) };
}

function readHeader(text: string): Choice {
  const [id = "", ...parts] = (text.match(/(?:"[^"]*"|[^;"])+/g) ?? []).map((part) => part.trim());
  const pairs = parts.map((part) => {
    const mark = part.indexOf("=");
    const name = mark < 0 ? part : part.slice(0, mark).trim();
    const value = mark < 0 ? "" : part.slice(mark + 1).trim();
    return [name, value.replace(/^"(.*)"$/, "$1")] as const;
  });
  return { id, params: Object.fromEntries(pairs.filter(([name]) => name !== "")) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
