import type { ChangeKind, ChangeOf, Configuration, Endpoint, Place } from "@gatecrash/core";
import type { Proxy } from "../reader/proxies.ts";
import type { Line } from "../reader/text/line.ts";
import type { Section } from "../reader/text/sections.ts";
import type { Editor } from "./editor.ts";

/** Makes edits of one kind of change; gives the reason where there are none to be made. */
export type Making<K extends ChangeKind> = (
  editor: Editor,
  change: ChangeOf<K>,
  configuration: Configuration,
) => string | undefined;

export const notFound = "the lines it is about were not found again";

/** A making that is about the section of a route's servers. */
export function onSection<K extends Exclude<ChangeKind, "start-without-names">>(
  make: (
    editor: Editor,
    given: { section: Section; proxy: Proxy; change: ChangeOf<K> },
  ) => string | undefined,
): Making<K> {
  return (editor, change) => {
    const section = editor.section(change.group.at);
    const proxy = editor.proxy(change.group.at);
    return section && proxy ? make(editor, { section, proxy, change }) : notFound;
  };
}

/** The lines of these places, each once. */
export function linesOf(editor: Editor, places: readonly Place[]): Line[] {
  return [...new Set(places.flatMap((place) => editor.line(place) ?? []))];
}

/** The lines of servers, each once. */
export function serverLines(editor: Editor, endpoints: readonly Endpoint[]): Line[] {
  return linesOf(
    editor,
    endpoints.map(({ at }) => at),
  );
}
