import { valuesOf } from "./fields.ts";
import type { Framing } from "./framing.ts";
import type { Head } from "./head.ts";

/** A member's header and trailer (RFC 1952, section 2.3); in between at least one block. */
const header_bytes = 10;
const member_bytes_min = header_bytes + 8 + 1;

/** FLG: fields that would stand between the header and the first block. */
const flags_at = 3;

/**
 * What is wrong with a body that its head calls gzip, as far as it shows without decompressing; only
 * for one whose length was announced. To HTTP such a message is well formed.
 */
export function gzipFlaw(bytes: string, head: Head, framing: Framing): string | undefined {
  const named = valuesOf(head.fields, "content-encoding").includes("gzip");
  if (!named || !("framing" in framing) || framing.framing !== "length") return undefined;
  const body = bytes.slice(head.end, head.end + framing.bytes);
  if (!body.startsWith("\x1f\x8b\x08")) return "not-gzip";
  if (body.length < member_bytes_min) return "cut-gzip";
  // Type 3 of a block does not exist (RFC 1951, section 3.2.3).
  const type = (body.charCodeAt(header_bytes) >> 1) & 3;
  return body.charCodeAt(flags_at) === 0 && type === 3 ? "corrupt-gzip" : undefined;
}
