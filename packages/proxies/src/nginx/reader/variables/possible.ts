import { everyDirective } from "../syntax/directive.ts";
import type { Server, Site } from "../model/site.ts";
import { parseTemplate } from "./template.ts";

/** Texts of one template. */
export const valuesMax = 500;
const depthMax = 6;

/**
 * All texts that a template may give, by what the configuration says about its variables;
 * undefined if one of them takes what the request brings.
 */
export function possibleValues(site: Site, text: string, server?: Server): string[] | undefined {
  return ofText(site, text, server, 0);
}

function ofText(site: Site, text: string, server: Server | undefined, depth: number) {
  let found: string[] = [""];
  for (const part of parseTemplate(text)) {
    const values =
      typeof part === "string" ? [part] : ofVariable(site, part.variable, server, depth);
    if (values === undefined) return undefined;
    found = found.flatMap((before) => values.map((value) => before + value)).slice(0, valuesMax);
  }
  return [...new Set(found)];
}

function ofVariable(
  site: Site,
  name: string,
  server: Server | undefined,
  depth: number,
): string[] | undefined {
  if (depth > depthMax) return undefined;
  const rule = site.rules.get(name);
  const texts = rule === undefined ? setsOf(server, name) : valuesOf(rule);
  if (texts.length === 0) return undefined;
  const found: string[] = [];
  for (const text of new Set(texts)) {
    const values = ofText(site, text, server, depth + 1);
    if (values === undefined) return undefined;
    found.push(...values);
  }
  return found;
}

function valuesOf(rule: NonNullable<ReturnType<Site["rules"]["get"]>>): string[] {
  if (rule.kind === "map") return [...rule.entries.map(({ value }) => value), rule.otherwise];
  if (rule.kind === "geo") return [...rule.ranges.map(({ value }) => value), rule.otherwise];
  return rule.kind === "split" ? rule.shares.map(({ value }) => value) : [];
}

const setsByServer = new WeakMap<Server, Map<string, string[]>>();

/** All that a server's `set` directives give a variable. */
function setsOf(server: Server | undefined, name: string): string[] {
  if (server === undefined) return [];
  let sets = setsByServer.get(server);
  if (sets === undefined) {
    sets = new Map();
    for (const directive of everyDirective(server.block.body)) {
      if (directive.name !== "set") continue;
      const [variable = "", value = ""] = directive.args;
      const key = variable.replace(/^\$/, "");
      sets.set(key, [...(sets.get(key) ?? []), value]);
    }
    setsByServer.set(server, sets);
  }
  return sets.get(name) ?? [];
}
