/** Ranges of characters that a terminal draws two columns wide (Unicode TR 11: W and F). */
const wide =
  /[\u1100-\u115f\u231a\u231b\u2329\u232a\u23e9-\u23ec\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2ff}\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const zero = /\p{Mn}|\p{Me}|\p{Cf}/u;

function widthOf(character: string): number {
  if (zero.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** Columns that a text without escapes takes on a terminal. */
export function width(text: string): number {
  let sum = 0;
  for (const character of text) sum += widthOf(character);
  return sum;
}

/** Filled up with blanks to so many columns. */
export function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

/** Cut to so many columns, with `…` where something is missing. */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  return `${head(text, columns - 1)}…`;
}

/** The longest start of a text that fits. */
function head(text: string, columns: number): string {
  let taken = 0;
  let end = 0;
  for (const character of text) {
    taken += widthOf(character);
    if (taken > columns) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** Broken into lines of at most so many columns: at blanks, or within a word that is longer. */
export function wrap(text: string, columns: number): string[] {
  const room = Math.max(2, columns);
  const lines: string[] = [];
  let line = "";
  for (let word of text.split(" ")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (width(joined) <= room) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    while (width(word) > room) {
      const part = head(word, room);
      lines.push(part);
      word = word.slice(part.length);
    }
    line = word;
  }
  return [...lines, line];
}

/** Items one after the other, broken into lines between items; within one only if it must be. */
export function flow(items: readonly string[], separator: string, columns: number): string[] {
  const lines: string[] = [];
  const end = separator.trimEnd();
  let line = "";
  for (const [index, item] of items.entries()) {
    const text = index < items.length - 1 ? item + end : item;
    const joined = line === "" ? text : line + separator.slice(end.length) + text;
    if (width(joined) <= columns) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    const parts = wrap(text, columns);
    lines.push(...parts.slice(0, -1));
    line = parts.at(-1) ?? "";
  }
  return [...lines, line];
}
