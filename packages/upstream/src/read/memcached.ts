import type { RequestReader } from "./reader.ts";

/** memcached, as nginx speaks it: `get key\r\n`. The command is the method, the key the path. */
export function memcachedReader(): RequestReader {
  return (buffer) => {
    const end = buffer.indexOf("\r\n");
    if (end < 0) return undefined;
    const [method = "", path = ""] = buffer.subarray(0, end).toString("latin1").split(" ");
    return { head: { method, path, headers: {} }, bytes: end + 2, keep: true };
  };
}
