/**
 * Field blocks of HTTP/2 (RFC 7541) as latin1 text, one character a byte. Only what needs no state:
 * indexed fields of the static table and literals without indexing, not Huffman-coded. Wrong bytes
 * are written as readily as right ones.
 */

/** A field: its name and its value, both written as they are. */
export type Field = readonly [name: string, value: string | number];

/** Where a literal's name starts, and what the bits before it say (RFC 7541, section 6). */
const literal_bits = 0x00;
const indexed_bits = 0x80;
const table_size_bits = 0x20;

/** The highest index of the static table; a decoder with an empty dynamic table knows no other. */
export const static_table_max = 61;

/** An integer after a prefix of so many bits; `bits` are those above the prefix (section 5.1). */
export function integer(value: number, prefix: number, bits = 0): string {
  const most = 2 ** prefix - 1;
  if (value < most) return String.fromCharCode(bits | value);
  let text = String.fromCharCode(bits | most);
  let rest = value - most;
  for (; rest >= 128; rest = Math.floor(rest / 128))
    text += String.fromCharCode((rest % 128) | 128);
  return text + String.fromCharCode(rest);
}

/** A string literal; `length_bytes` may lie about it, `huffman` says that it is coded (section 5.2). */
export function text(
  value: string,
  {
    length_bytes = value.length,
    huffman = false,
  }: { length_bytes?: number; huffman?: boolean } = {},
): string {
  return integer(length_bytes, 7, huffman ? 0x80 : 0) + value;
}

/** A field of the static or dynamic table by its index. */
export function indexed(index: number): string {
  return integer(index, 7, indexed_bits);
}

/** A literal field without indexing, with its name in full. */
export function literal([name, value]: Field): string {
  return `${String.fromCharCode(literal_bits)}${text(name)}${text(String(value))}`;
}

/** An update of the dynamic table's size, in bytes (section 6.3). */
export function tableSize(bytes: number): string {
  return integer(bytes, 5, table_size_bits);
}

/** A field block. */
export function fieldBlock(fields: readonly Field[]): string {
  return fields.map(literal).join("");
}
