import type { ConfigurationSource, Edit } from "@gatecrash/core";
import { families } from "../reader/model/families.ts";
import { everyDirective, type Directive } from "../reader/syntax/directive.ts";
import { milliseconds } from "../reader/syntax/units.ts";
import { Editor } from "./editor.ts";

/** What nginx waits for where nothing is said; bytes that are passed on unread may take ten of it. */
const minute_ms = 60_000;

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
    if (name.endsWith("_timeout")) editor.replace(directive, scaled(directive, factor));
    else if (name === "server" && directive.body === undefined)
      editor.replace(
        directive,
        text.replaceAll(
          servers,
          (_all, time: string) => `fail_timeout=${scaledTime(time, factor, 1_000)}`,
        ),
      );
  }
  addDefaults(editor, distinct, factor);
  return editor.edits;
}

/** Sets what is in force by default, where the block says nothing of it. */
function addDefaults(editor: Editor, directives: readonly Directive[], factor: number): void {
  const used = families.filter((each) => directives.some(({ name }) => name === `${each}_pass`));
  const http = used.flatMap((family) =>
    ["connect", "send", "read"].map((which) => [`${family}_${which}_timeout`, minute_ms] as const),
  );
  const stream = [
    ["proxy_connect_timeout", minute_ms],
    ["proxy_timeout", 10 * minute_ms],
  ] as const;
  const defaults: Record<string, readonly (readonly [string, number])[]> = { http, stream };
  for (const block of directives)
    for (const [name, ms] of defaults[block.name] ?? []) {
      if (block.body?.some((each) => each.name === name) ?? true) continue;
      editor.inside(block, `${name} ${Math.max(1, Math.round(ms * factor))}ms`);
    }
}

/** How long sessions are known is no time that anybody waits. */
const unscaled = new Set(["ssl_session_timeout"]);

/** The time of a directive; a second one, that of a header, has to be in whole seconds. 0 stays. */
function scaled({ name, text }: Directive, factor: number): string {
  if (unscaled.has(name)) return text;
  let seen = 0;
  return text.replaceAll(/(?<=\s)\d[\dyMwdhms]*(?=\s|$)/g, (word) => {
    seen += 1;
    return scaledTime(word, factor, seen === 1 ? 1 : 1_000);
  });
}

/** At least one unit, of so many milliseconds. */
function scaledTime(text: string, factor: number, unit_ms: 1 | 1_000): string {
  const ms = milliseconds(text);
  if (ms === undefined || ms === 0) return text;
  return `${Math.max(1, Math.round((ms * factor) / unit_ms))}${unit_ms === 1 ? "ms" : "s"}`;
}
