import type { Proxy } from "../proxies.ts";
import { begins, word, type Line } from "../text/line.ts";

/** Where a proxy serves its statistics; any of these settings switches the page on. */
export function optionLineOfStats(proxy: Proxy): { line: Line; uri: string } | undefined {
  const line = proxy.lines.find(
    (each) => begins(each, "stats") && /^(enable|uri|auth|realm|scope)$/.test(word(each, 1)),
  );
  if (!line) return undefined;
  const uri = proxy.lines.findLast((each) => begins(each, "stats", "uri"));
  return { line: uri ?? line, uri: uri ? word(uri, 2) : "/haproxy?stats" };
}
