import { endedInBody } from "../ending.ts";
import type { Symptom } from "../symptom.ts";
import { readChunks } from "./chunks.ts";
import type { Framing } from "./framing.ts";
import type { Head } from "./head.ts";
import { cameTogether } from "./wire.ts";
import type { WireView } from "./wire.ts";

/** What is wrong with the body behind a head; nothing for a complete one. */
export function bodyFault(
  view: WireView,
  head: Head,
  framing: Exclude<Framing, { ambiguous: string }>,
): Symptom | undefined {
  const came = view.bytes.length - head.end;
  switch (framing.framing) {
    case "none":
      return came > 0 ? { kind: "forbidden-body", detail: framing.because } : undefined;
    case "length":
      if (came < framing.bytes) return endedInBody(view.ended, "length");
      return came > framing.bytes
        ? surplus(view, head.end + framing.bytes, "after-length")
        : undefined;
    case "close":
      return endedInBody(view.ended, "close");
    case "chunked":
      return chunkFault(view, head);
  }
}

/** What comes later than the answer meets a proxy that is through with it. */
function surplus(view: WireView, from: number, detail: string): Symptom {
  const together = cameTogether(view, from - 1, from);
  return { kind: "surplus-bytes", detail: together ? detail : "unasked" };
}

/** Nothing is wrong, but it may not fit. */
function well(detail: string | undefined): Symptom | undefined {
  return detail === undefined ? undefined : { kind: "healthy", detail };
}

function chunkFault(view: WireView, head: Head): Symptom | undefined {
  const read = readChunks(view.bytes, head.end);
  switch (read.state) {
    case "complete":
      if (read.end === view.bytes.length) return well(read.oversized);
      return surplus(view, read.end, "after-last-chunk");
    case "incomplete":
      return endedInBody(view.ended, read.at_boundary ? "no-last-chunk" : "chunked");
    case "invalid": {
      // A proxy that reads both at once has not yet passed the head on, and can still say 502.
      const together = cameTogether(view, head.end - 1, read.at);
      return { kind: "invalid-chunk", detail: together ? `${read.detail}-with-head` : read.detail };
    }
  }
}
