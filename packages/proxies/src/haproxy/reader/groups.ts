import type { Group, Setting } from "@gatecrash/core";
import { lastLine, optionDecision, type Proxy } from "./proxies.ts";
import { parseTime, set, standard, valueOf } from "./settings/values.ts";
import { begins, placeOf, word } from "./text/line.ts";
import type { Server } from "./servers/endpoint.ts";

/** The servers of a backend in words that all proxies share. */
export function makeGroup(proxy: Proxy, servers: readonly Server[]): Group {
  return {
    id: proxy.name,
    name: proxy.name,
    endpoints: servers.map(({ endpoint }) => endpoint),
    balance: balanceOf(proxy),
    keepalive: keepaliveOf(proxy),
    keepalive_idle_ms: idleOf(servers),
    ...(servers.some(({ endpoint }) => endpoint.backup) ? { backups_wait: true } : {}),
    at: placeOf(proxy.header),
  };
}

/** The algorithm with its arguments, such as `uri depth 2`. */
function balanceOf(proxy: Proxy): Setting<string> {
  const line = lastLine(proxy.lines, "balance");
  return line
    ? set(line.words.slice(1).join(" "), "balance", line)
    : standard("roundrobin", "balance");
}

function keepaliveOf(proxy: Proxy): Setting<boolean> {
  if (proxy.mode !== "http") return standard(false, "http-reuse");
  const reuse = lastLine(proxy.lines, "http-reuse");
  if (reuse && word(reuse, 1) === "never") return set(false, "http-reuse", reuse);
  // Of the modes of a connection the one that was named last is in force.
  const mode = proxy.lines.findLast(
    (line) =>
      begins(line, "option") &&
      /^(http-server-close|httpclose|http-keep-alive|forceclose)$/.test(word(line, 1)),
  );
  if (mode && optionDecision(proxy, word(mode, 1)) === mode)
    return set(word(mode, 1) === "http-keep-alive", `option ${word(mode, 1)}`, mode);
  return reuse ? set(true, "http-reuse", reuse) : standard(true, "http-reuse");
}

/** `pool-purge-delay`: after it the idle connections of a server are closed, half at a time. */
function idleOf(servers: readonly Server[]): Setting<number> {
  const option = servers[0]?.options.get("pool-purge-delay");
  const line = option && { ...option.line, words: [option.value] };
  return valueOf(line, 0, "pool-purge-delay", parseTime, 5_000);
}
