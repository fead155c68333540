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
  id: "partition",
  summary: "The network between proxy and upstream goes away in the middle of an exchange.",
  scope: "request",
  symptom: ({ where }) =>
    where === "head" ? endedBeforeHead("silence") : endedInBody("silence", "length"),
  params: z.strictObject({
    where: z
      .enum(["head", "body"])
      .default("head")
      .describe("Before the head of the answer, or in the middle of its body."),
    gap_ms: gapSchema.default(100),
  }),
  variants: { "before-head": { where: "head" }, "in-body": { where: "body" } },
  needs: ["firewall"],
  *script({ where, gap_ms }) {
    yield* readHead();
    const head = responseHead(200, { "content-length": 128 });
    if (where === "body") {
      yield* send(head + "x".repeat(64));
      yield* sleep(gap_ms);
    }
    yield* filter("all");
    yield* send((where === "body" ? "" : head + "x".repeat(64)) + "x".repeat(64));
    yield* awaitDropped();
  },
});
