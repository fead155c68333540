import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

/** A member's header (RFC 1952, section 2.3): deflate, no name, no time, Unix. */
const header = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03";

const details = { plain: "not-gzip", cut: "cut-gzip", corrupt: "corrupt-gzip" };

export default defineFault({
  id: "corrupt-gzip",
  summary: "Content-Encoding says gzip, and the body cannot be decompressed.",
  scope: "request",
  // As a message of HTTP it is complete and well formed: only who decompresses it can know.
  symptom: ({ as }) => ({ kind: "healthy", detail: details[as] }),
  params: z.strictObject({
    as: z
      .enum(["plain", "cut", "corrupt"])
      .default("corrupt")
      .describe("Not compressed at all, no more than gzip's header, or random bytes after it."),
    body_bytes: z.int().min(1).max(65_536).default(256).describe("Bytes after the header."),
  }),
  variants: { plain: { as: "plain" }, cut: { as: "cut" }, corrupt: { as: "corrupt" } },
  *script({ as, body_bytes }, random) {
    yield* readHead();
    const noise = Array.from({ length: body_bytes }, () => random.int(0, 255));
    const body = {
      plain: "hello\n",
      cut: header,
      // 0x07: a block of the type that deflate does not have (RFC 1951, section 3.2.3).
      corrupt: header + String.fromCharCode(0x07, ...noise),
    };
    yield* deliver(fullResponse(200, body[as], { "content-encoding": "gzip" }));
    yield* finish();
  },
});
