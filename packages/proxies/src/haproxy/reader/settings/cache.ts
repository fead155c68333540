import type { RouteSettings } from "@gatecrash/core";
import type { Proxy } from "../proxies.ts";
import { begins, word } from "../text/line.ts";
import type { Section } from "../text/sections.ts";
import { parseNumber, set } from "./values.ts";

/** A cache that answers are stored in; HAProxy stores only answers 200, and never stale ones. */
export function readCache(
  back: Proxy,
  front: Proxy,
  sections: readonly Section[],
): RouteSettings["cache"] {
  const store = [...back.lines, ...front.lines].find(
    (line) => begins(line, "http-response", "cache-store") || begins(line, "filter", "cache"),
  );
  if (!store) return undefined;
  const name = word(store, 2);
  const section = sections.find((each) => each.kind === "cache" && each.name === name);
  const age = section?.lines.findLast((line) => begins(line, "max-age"));
  const seconds = (age && parseNumber(word(age, 1))) ?? 60;
  return set(
    { statuses: [200], seconds, stale_on_error: false },
    "http-response cache-store",
    store,
  );
}
