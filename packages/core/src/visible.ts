/**
 * Characters that a terminal, a log viewer or a reader's eye could take for something else:
 * C0 and C1 controls, DEL, zero-width and bidirectional controls, line and paragraph separators,
 * halves of surrogate pairs, tags and noncharacters.
 */
const unsafe = new RegExp(
  "[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f" +
    "\\ufeff\\ufff0-\\ufffb\\ufffe\\uffff\\ud800-\\udfff\\u{e0000}-\\u{e0fff}]",
  "gu",
);

/** Text from outside (log lines, bytes, titles) with every unsafe character written as `\xNN`. */
export function visible(text: string): string {
  return text.replace(unsafe, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return code < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`;
  });
}

/** The same for text of several lines: its own line ends stay. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}
