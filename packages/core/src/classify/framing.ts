import { valuesOf } from "./fields.ts";
import type { Head } from "./head.ts";

/** How long a body is, by RFC 9112, section 6.3; or the detail of the contradiction. */
export type Framing =
  | { framing: "none"; because: string }
  | { framing: "length"; bytes: number }
  | { framing: "chunked" }
  | { framing: "close" }
  | { ambiguous: string };

/** Lengths from here on do not fit a signed 64-bit number, in which nginx and HAProxy keep them. */
const overflow = 2n ** 63n;

export function framingOf(head: Head, method: string): Framing {
  const coding = codingOf(head);
  if (typeof coding === "object") return coding;
  const length = lengthOf(head);
  if (typeof length === "object") return length;
  if (coding === "chunked" && length !== undefined) return { ambiguous: "length-and-chunked" };
  if (method === "HEAD") return { framing: "none", because: "on-head" };
  if (head.status === 204 || head.status === 304) {
    return { framing: "none", because: `on-${head.status}` };
  }
  if (coding === "chunked") return { framing: "chunked" };
  return length === undefined ? { framing: "close" } : { framing: "length", bytes: length };
}

function codingOf({ fields, version }: Head): "chunked" | undefined | { ambiguous: string } {
  const values = valuesOf(fields, "transfer-encoding");
  if (values.length === 0) return undefined;
  // RFC 9112, section 6.1: a message of HTTP/1.0 with Transfer-Encoding has faulty framing.
  if (version === "1.0") return { ambiguous: "coding-in-http-1-0" };
  const codings = list(values).map((coding) => coding.toLowerCase());
  const chunked = codings.filter((coding) => coding === "chunked").length;
  if (chunked > 1) return { ambiguous: "chunked-twice" };
  // The client sends no TE, so chunked is the only coding it can be sent.
  if (chunked === 0) return { ambiguous: "unknown-coding" };
  if (codings.at(-1) !== "chunked") return { ambiguous: "chunked-not-last" };
  return codings.length === 1 ? "chunked" : { ambiguous: "coding-and-chunked" };
}

function lengthOf({ fields }: Head): number | undefined | { ambiguous: string } {
  const values = valuesOf(fields, "content-length");
  if (values.length === 0) return undefined;
  const lengths = list(values);
  for (const length of lengths) {
    if (/^-\d+$/.test(length)) return { ambiguous: "negative" };
    if (!/^\d+$/.test(length)) return { ambiguous: "not-a-number" };
    if (BigInt(length) >= overflow) return { ambiguous: "overflow" };
  }
  if (lengths.some((length) => length !== lengths[0])) {
    return { ambiguous: values.length > 1 ? "two-different" : "different-list" };
  }
  if (values.length > 1) return { ambiguous: "two-equal" };
  if (lengths.length > 1) return { ambiguous: "equal-list" };
  return Number(lengths[0]);
}

function list(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(",").map((each) => each.trim()));
}
