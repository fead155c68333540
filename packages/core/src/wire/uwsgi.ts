import type { CgiVariables } from "./cgi.ts";

/** What the four bytes before the variables say; true unless given. */
export interface UwsgiHeader {
  modifier1?: number;
  modifier2?: number;
  /** Bytes of the variables. */
  size?: number;
}

/** A uwsgi packet: header and variables, all numbers with the lowest byte first; then the body. */
export function uwsgiRequest(variables: CgiVariables, body = "", header: UwsgiHeader = {}): string {
  const text = Object.entries(variables)
    .map(([name, value]) => uwsgiString(name) + uwsgiString(value))
    .join("");
  const { modifier1 = 0, modifier2 = 0, size = text.length } = header;
  const head = String.fromCharCode(modifier1, size & 0xff, (size >> 8) & 0xff, modifier2);
  return head + text + body;
}

function uwsgiString(text: string): string {
  return String.fromCharCode(text.length & 0xff, (text.length >> 8) & 0xff) + text;
}
