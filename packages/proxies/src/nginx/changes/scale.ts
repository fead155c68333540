import type { ConfigurationSource, Edit } from "@gatecrash/core";
import { families } from "../reader/model/families.ts";
import { everyDirective } from "../reader/syntax/directive.ts";
import { milliseconds } from "../reader/syntax/units.ts";
import { Editor } from "./editor.ts";

/** What nginx waits for where nothing is said. */
const default_ms = 60_000;

/** Times of these are whole seconds: nginx refuses others. */
const servers = /\bfail_timeout=(\S+)/g;

/** Multiplies every `…_timeout`, and sets those for upstreams that are in force by default. */
export function scaleTimes(source: ConfigurationSource, factor: number): Edit[] {
  const editor = new Editor(source);
  const seen = new Set<string>();
  const distinct = [...everyDirective(editor.directives)].filter(({ span }) => {
    const key = `${span.path} ${span.start}`;
    return !seen.has(key) && seen.add(key);
  });
  for (const directive of distinct) {
    const { name, text } = directive;
    if (name.endsWith("_timeout")) editor.replace(directive, scaled(text, factor));
    else if (name === "server" && directive.body === undefined)
      editor.replace(
        directive,
        text.replaceAll(servers, (all, time: string) => secondsOf(all, time, factor)),
      );
  }
  const used = families.filter((family) => distinct.some(({ name }) => name === `${family}_pass`));
  for (const http of distinct.filter(({ name }) => name === "http"))
    for (const family of used)
      for (const which of ["connect", "send", "read"]) {
        const name = `${family}_${which}_timeout`;
        if (http.body?.some((each) => each.name === name)) continue;
        editor.inside(http, `${name} ${Math.max(1, Math.round(default_ms * factor))}ms`);
      }
  return editor.edits;
}

/** Every time among the words, such as both of `keepalive_timeout 75s 60s`; 0 stays. */
function scaled(text: string, factor: number): string {
  return text.replaceAll(/(?<=\s)[\d][\dyMwdhms]*(?=\s|$)/g, (word) => {
    const ms = milliseconds(word);
    return ms === undefined || ms === 0 ? word : `${Math.max(1, Math.round(ms * factor))}ms`;
  });
}

function secondsOf(all: string, time: string, factor: number): string {
  const ms = milliseconds(time);
  if (ms === undefined || ms === 0) return all;
  return `fail_timeout=${Math.max(1, Math.round((ms * factor) / 1_000))}s`;
}
