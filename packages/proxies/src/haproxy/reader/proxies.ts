import { begins, invalid, word, type Line } from "./text/line.ts";
import type { Section } from "./text/sections.ts";

/** A frontend, backend or listen, with all lines that count for it. */
export interface Proxy {
  kind: "frontend" | "backend" | "listen";
  name: string;
  header: Line;
  /** Those of its defaults first, then its own: for most settings the last one holds. */
  lines: Line[];
  mode: "http" | "tcp" | "other";
}

/** Frontends, backends and listens in order, each with what it inherits. */
export function readProxies(sections: readonly Section[]): Proxy[] {
  const named = new Map<string, Line[]>();
  let latest: Line[] = [];
  const proxies: Proxy[] = [];
  for (const section of sections) {
    const { kind, name } = section;
    if (kind === "defaults") {
      // A section of defaults that names no other starts from HAProxy's own.
      latest = [...inherited(section, named, []), ...section.lines];
      if (name !== "") named.set(name, latest);
    } else if (kind === "frontend" || kind === "backend" || kind === "listen") {
      const lines = [...inherited(section, named, latest), ...section.lines];
      proxies.push({ kind, name, header: section.header, lines, mode: modeOf(lines) });
    }
  }
  return proxies;
}

function inherited(section: Section, named: Map<string, Line[]>, latest: Line[]): Line[] {
  if (section.from === undefined) return latest;
  const found = named.get(section.from);
  if (found) return found;
  const { file, line } = section.header;
  throw invalid(file, line, `no defaults section before this line has the name "${section.from}"`);
}

function modeOf(lines: readonly Line[]): Proxy["mode"] {
  const mode = lines.findLast((line) => begins(line, "mode"));
  const value = mode ? word(mode, 1) : "tcp";
  return value === "http" || value === "tcp" ? value : "other";
}

/** True if it takes connections from clients. */
export function isFront(proxy: Proxy): boolean {
  return proxy.kind !== "backend";
}

/** True if requests can be sent to it. */
export function isBack(proxy: Proxy): boolean {
  return proxy.kind !== "frontend";
}

/** The last line that begins with these words. */
export function lastLine(lines: readonly Line[], ...words: string[]): Line | undefined {
  return lines.findLast((line) => begins(line, ...words));
}

/** The line that switches an option on, unless a later one switches it off. */
export function optionLine(proxy: Pick<Proxy, "lines">, name: string): Line | undefined {
  const line = optionDecision(proxy, name);
  return line && word(line, 0) === "option" ? line : undefined;
}

/** The line that has the last word on an option. */
export function optionDecision(proxy: Pick<Proxy, "lines">, name: string): Line | undefined {
  return proxy.lines.findLast(
    (line) =>
      begins(line, "option", name) ||
      begins(line, "no", "option", name) ||
      begins(line, "default", "option", name),
  );
}
