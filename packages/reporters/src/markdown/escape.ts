import { visible } from "../shared/visible.ts";

/** GitHub notifies whom a text mentions, unless something stands between the sign and the name. */
const mention = /(?<!\w)@/g;
const noMention = "@&#8203;";

/** Text that stands in a line or a table cell of GitHub's Markdown and means nothing there. */
export function escapeMarkdown(text: string): string {
  return (
    visible(text)
      .replace(/[\\`*_{}[\]#|~]/g, "\\$&")
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/>/g, "&gt;")
      .replace(mention, noMention)
      // A URL would become a link.
      .replace(/:\/\//g, ":&#47;&#47;")
      .replace(/\bwww\./gi, (found) => `${found.slice(0, 3)}&#46;`)
  );
}

/** The same for a line inside of an HTML element, where Markdown's own escapes do not count. */
export function escapeHtml(text: string): string {
  return visible(text)
    .replace(/[&<>"'`|\\*_~[\]:]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(mention, noMention);
}

/** A block of code whose fence is longer than any in its lines. */
export function codeBlock(lines: readonly string[]): string[] {
  const shown = lines.map(visible);
  const longest = Math.max(
    2,
    ...shown.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)),
  );
  const fence = "`".repeat(longest + 1);
  return [`${fence}text`, ...shown, fence];
}
