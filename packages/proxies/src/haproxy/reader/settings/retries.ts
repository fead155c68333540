import type { RetryCause, RouteSettings } from "@gatecrash/core";
import { retryCauses } from "@gatecrash/core";
import { lastLine, optionLine, type Proxy } from "../proxies.ts";
import { begins, word, type Line } from "../text/line.ts";
import { parseNumber, set, standard, valueOf } from "./values.ts";

type Retries = Pick<
  RouteSettings,
  "tries_max" | "retry_on" | "retry_non_idempotent" | "redispatch"
>;

/** When and how often a request is tried again. */
export function readRetries(proxy: Proxy): Retries {
  const retries = valueOf(lastLine(proxy.lines, "retries"), 1, "retries", parseNumber, 3);
  const on = proxy.mode === "http" ? lastLine(proxy.lines, "retry-on") : undefined;
  const causes: RetryCause[] = on ? causesOf(on) : ["connect"];
  const redispatch = optionLine(proxy, "redispatch");
  return {
    tries_max: { ...retries, value: retries.value + 1 },
    retry_on: on ? set(causes, "retry-on", on) : standard(causes, "retry-on"),
    retry_non_idempotent: alsoPost(proxy, on, causes),
    redispatch: redispatch
      ? set(word(redispatch, 2) !== "0", "option redispatch", redispatch)
      : standard(false, "option redispatch"),
  };
}

/** In HAProxy's words; a failed handshake is a failed connection. */
const named: Readonly<Record<string, readonly RetryCause[]>> = {
  "conn-failure": ["connect"],
  "empty-response": ["closed"],
  "junk-response": ["invalid-head"],
  "response-timeout": ["timeout"],
  "all-retryable-errors": [
    "connect",
    "closed",
    "invalid-head",
    "timeout",
    "status-500",
    "status-502",
    "status-503",
    "status-504",
  ],
};

function causesOf(line: Line): RetryCause[] {
  const found = line.words
    .slice(1)
    .flatMap((each): readonly string[] => named[each] ?? [`status-${each}`]);
  return retryCauses.filter((cause) => found.includes(cause));
}

/** HAProxy does not look at the method, unless `disable-l7-retry` is applied to it. */
function alsoPost(proxy: Proxy, on: Line | undefined, causes: readonly RetryCause[]) {
  const beyondConnect = causes.some((cause) => cause !== "connect");
  if (!on || !beyondConnect) return standard(false, "retry-on");
  const disabled = proxy.lines.find(
    (line) =>
      begins(line, "http-request", "disable-l7-retry") &&
      (line.words.length === 2 || line.words.some((each) => /POST/.test(each))),
  );
  return disabled
    ? set(false, "http-request disable-l7-retry", disabled)
    : set(true, "retry-on", on);
}
