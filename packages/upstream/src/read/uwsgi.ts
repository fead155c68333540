import { headOfVariables } from "./cgi.ts";
import type { RequestReader } from "./reader.ts";

const header_bytes = 4;

/** uwsgi: four bytes of header and the variables; all lengths have their lowest byte first. */
export function uwsgiReader(): RequestReader {
  return (buffer) => {
    if (buffer.length < header_bytes) return undefined;
    const end = header_bytes + buffer.readUInt16LE(1);
    if (buffer.length < end) return undefined;
    const variables = new Map<string, string>();
    let at = header_bytes;
    const text = () => {
      const bytes = at + 2 <= end ? buffer.readUInt16LE(at) : 0;
      at += 2 + bytes;
      return buffer.subarray(at - bytes, Math.min(at, end)).toString("latin1");
    };
    while (at < end) {
      const name = text();
      variables.set(name, text());
    }
    return { head: headOfVariables(variables), bytes: end };
  };
}
