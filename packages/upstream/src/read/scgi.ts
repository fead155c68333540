import { headOfVariables } from "./cgi.ts";
import type { RequestReader } from "./reader.ts";

/** SCGI: the variables as a netstring, `length:name\0value\0…,`. */
export function scgiReader(): RequestReader {
  return (buffer) => {
    const colon = buffer.indexOf(":");
    if (colon < 0) return undefined;
    const end = colon + 1 + Number(buffer.subarray(0, colon).toString("latin1"));
    // A length that is none is NaN, and no buffer is long enough for that.
    if (!(buffer.length > end)) return undefined;
    const words = buffer
      .subarray(colon + 1, end)
      .toString("latin1")
      .split("\0");
    const variables = new Map<string, string>();
    for (let at = 0; at + 1 < words.length; at += 2) {
      variables.set(words[at] ?? "", words[at + 1] ?? "");
    }
    return { head: headOfVariables(variables), bytes: end + 1 };
  };
}
