import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  fullResponse,
  readHead,
  responseHead,
  send,
} from "@gatecrash/core";

/** Larger than a range that a proxy asks for (topology.processing: slice). */
const whole_bytes = 2_560;

interface Range {
  first: number;
  last: number;
}

export default defineFault({
  id: "wrong-range",
  summary: "Answers a request for a range with another one, or with none that can be read.",
  scope: "request",
  symptom: ({ flaw }) => ({ kind: "healthy", detail: `${flaw}-range`, status: 206 }),
  params: z.strictObject({
    flaw: z
      .enum(["unreadable", "endless", "shifted", "changed", "failed"])
      .default("unreadable")
      .describe(
        "Content-Range cannot be read, says no complete length, or names other bytes; or a later range has another ETag, or another status.",
      ),
  }),
  variants: {
    unreadable: { flaw: "unreadable" },
    endless: { flaw: "endless" },
    shifted: { flaw: "shifted" },
    changed: { flaw: "changed" },
    failed: { flaw: "failed" },
  },
  // Only who asks for ranges by itself can be told what it did not ask for.
  setting: { topology: { processing: "slice" } },
  *script({ flaw }) {
    const { headers } = yield* readHead();
    const range = rangeOf(headers["range"]);
    const { first, last } = range;
    const well = `bytes ${first}-${last}/${whole_bytes}`;
    const content_range = {
      unreadable: "all of it",
      endless: `bytes ${first}-${last}/*`,
      shifted: `bytes ${first + 1}-${last + 1}/${whole_bytes}`,
      changed: well,
      failed: well,
    };
    const later = first > 0;
    const etag = flaw === "changed" && later ? '"new"' : '"old"';
    if (flaw === "failed" && later) yield* deliver(fullResponse(500, "no\n"));
    else {
      const answer = partial(range, { "content-range": content_range[flaw], etag });
      const shows = later || (flaw !== "changed" && flaw !== "failed");
      yield* shows ? deliver(answer) : send(answer);
    }
    yield* finish();
  },
});

function rangeOf(value: string | undefined): Range {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(value ?? "") ?? [];
  const end = whole_bytes - 1;
  return { first: Number(first ?? 0), last: Math.min(Number(last ?? end), end) };
}

function partial({ first, last }: Range, fields: Record<string, string>): string {
  const body = "x".repeat(last - first + 1);
  const framing = { "content-length": body.length, connection: "close" };
  return responseHead(206, { ...fields, ...framing }) + body;
}
