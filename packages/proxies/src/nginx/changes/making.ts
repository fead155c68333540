import type { AuditRoute, ChangeKind, ChangeOf, Configuration } from "@gatecrash/core";
import type { Directive } from "../reader/syntax/directive.ts";
import type { Editor } from "./editor.ts";

/** Makes edits of one kind of change; gives the reason where there are none to be made. */
export type Making<K extends ChangeKind> = (
  editor: Editor,
  change: ChangeOf<K>,
  configuration: Configuration,
) => string | undefined;

export const notFound = "the directive shares its line with another of the same text";

/** The directive that passes a route's requests on, and the prefix of its family. */
export function passOf(
  editor: Editor,
  { at }: AuditRoute,
): { pass: Directive; family: string } | undefined {
  const pass = editor.find(at);
  return pass && { pass, family: pass.name.replace(/_pass$/, "") };
}

/** A making that is about a route's pass. */
export function onPass<K extends Exclude<ChangeKind, "start-without-names">>(
  make: (
    editor: Editor,
    given: { pass: Directive; family: string; change: ChangeOf<K> },
  ) => string | undefined,
): Making<K> {
  return (editor, change) => {
    const found = passOf(editor, change.route);
    return found ? make(editor, { ...found, change }) : notFound;
  };
}
