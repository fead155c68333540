import type { Directive } from "../reader/syntax/directive.ts";
import type { Editor } from "./editor.ts";
import { onPass } from "./making.ts";

/** Error pages in force for these errors, with what their directive says. */
function pagesFor(editor: Editor, pass: Directive, statuses: readonly number[]) {
  return editor.inForce(pass, "error_page").flatMap((directive) => {
    const words = directive.args.slice(0, -1);
    const all = words.filter((word) => /^\d+$/.test(word));
    const meant = all.filter((word) => statuses.includes(Number(word)));
    const rest = all.filter((word) => !meant.includes(word));
    const sign = words.find((word) => word.startsWith("="));
    const target = directive.args.at(-1) ?? "";
    return meant.length === 0 ? [] : [{ directive, meant, rest, sign, target }];
  });
}

export const keepErrorStatus = onPass<"keep-error-status">((editor, { pass, change }) => {
  const pages = pagesFor(editor, pass, change.statuses).filter(({ sign }) => sign !== undefined);
  for (const { directive, meant, rest, sign = "", target } of pages) {
    const kept = `error_page ${meant.join(" ")} ${target}`;
    if (rest.length === 0) {
      editor.replace(directive, kept);
      continue;
    }
    editor.replace(directive, `error_page ${rest.join(" ")} ${sign} ${target}`);
    editor.after(directive, kept);
  }
  return pages.length > 0 ? undefined : "no error_page changes the status: the page itself does";
});

export const leaveOut = onPass<"leave-out-of-error-pages">((editor, { pass, change }) => {
  const pages = pagesFor(editor, pass, [change.status]);
  for (const { directive, rest, sign, target } of pages) {
    const words = [...rest, ...(sign === undefined ? [] : [sign]), target];
    if (rest.length === 0) editor.remove(directive);
    else editor.replace(directive, `error_page ${words.join(" ")}`);
  }
  return pages.length > 0 ? undefined : "no error_page names the status";
});

export const interceptErrors = onPass<"intercept-errors">((editor, { pass, family }) => {
  editor.set(pass, `${family}_intercept_errors`, "on");
  return undefined;
});
