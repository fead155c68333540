import { z } from "zod";
import {
  awaitDropped,
  defineFault,
  endedBeforeHead,
  endedInBody,
  filter,
  gapSchema,
  readHead,
  responseHead,
  send,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "path-mtu",
  summary: "Packets above a size are lost without a word: a tunnel's path MTU black hole.",
  scope: "request",
  symptom: ({ where }) =>
    where === "head" ? endedBeforeHead("silence") : endedInBody("silence", "length"),
  params: z.strictObject({
    where: z
      .enum(["head", "body"])
      .default("body")
      .describe("What is too large: the answer's first segment, or the body's next one."),
    packet_bytes_max: z
      .int()
      .min(200)
      .max(9_000)
      .default(1_400)
      .describe("The largest packet that gets through, headers counted, in bytes."),
    gap_ms: gapSchema.default(100),
  }),
  variants: { head: { where: "head" }, body: { where: "body" } },
  needs: ["firewall"],
  *script({ where, packet_bytes_max, gap_ms }) {
    const body = "x".repeat(packet_bytes_max * 2);
    const head = responseHead(200, { "content-length": body.length });
    yield* readHead();
    yield* filter("answers", { larger_than_bytes: packet_bytes_max });
    if (where === "body") {
      yield* send(head);
      yield* sleep(gap_ms);
    }
    yield* send(where === "body" ? body : head + body);
    yield* awaitDropped();
  },
});
