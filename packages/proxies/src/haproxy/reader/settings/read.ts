import type { RouteSettings, Setting } from "@gatecrash/core";
import { lastLine, optionLine, type Proxy } from "../proxies.ts";
import { begins, type Line } from "../text/line.ts";
import type { Section } from "../text/sections.ts";
import { readCache } from "./cache.ts";
import { readErrorPages, readIntercept } from "./error-pages.ts";
import { readRetries } from "./retries.ts";
import { readTimeouts } from "./timeouts.ts";
import { parseSize, set, standard, valueOf } from "./values.ts";

/** How requests from a front to a backend are treated. */
export function readSettings(
  back: Proxy,
  front: Proxy,
  sections: readonly Section[],
): RouteSettings {
  const cache = readCache(back, front, sections);
  const both = back === front ? back.lines : [...back.lines, ...front.lines];
  return {
    ...readTimeouts(back),
    ...readRetries(back),
    response_buffering: waits(both, "http-response"),
    request_buffering: requestBuffering(back, front, both),
    head_bytes_max: headBytesMax(sections),
    request_body_bytes_max: standard(0, "http-request"),
    error_pages: readErrorPages(back, front, sections),
    intercept_errors: readIntercept(back, front),
    ...(cache ? { cache } : {}),
    upgrade: standard(true, "option http-keep-alive"),
  };
}

function waits(lines: readonly Line[], rules: string): Setting<boolean> {
  const line = lines.find((each) => begins(each, rules, "wait-for-body"));
  const directive = `${rules} wait-for-body`;
  return line ? set(true, directive, line) : standard(false, directive);
}

function requestBuffering(back: Proxy, front: Proxy, both: readonly Line[]): Setting<boolean> {
  const name = "http-buffer-request";
  const option = optionLine(back, name) ?? optionLine(front, name);
  if (option) return set(true, `option ${name}`, option);
  return waits(both, "http-request");
}

/** Of a buffer a part is kept free for changes of the head. */
function headBytesMax(sections: readonly Section[]): Setting<number> {
  const global = sections.filter(({ kind }) => kind === "global").flatMap(({ lines }) => lines);
  const size = valueOf(lastLine(global, "tune.bufsize"), 1, "tune.bufsize", parseSize, 16_384);
  const kept = lastLine(global, "tune.maxrewrite");
  const reserve = valueOf(kept, 1, "tune.maxrewrite", parseSize, 1_024);
  // As HAProxy does: at most half of the buffer.
  const value = size.value - Math.min(reserve.value, Math.floor(size.value / 2));
  const from = size.at ? size : reserve.at ? reserve : size;
  return { ...from, value };
}
