import { z } from "zod";
import {
  barrier,
  defaultTopology,
  defineFault,
  delivered,
  finish,
  fullResponse,
  gapSchema,
  readHead,
  responseHead,
  send,
  silence,
  sleep,
} from "@gatecrash/core";

/** A check may be given up in the very moment in which it would go well. */
const checks_max = 5;

export default defineFault({
  id: "recovering-server",
  summary: "A server that was down is back while its backup still works on a request.",
  scope: "request",
  symptom: ({ head }) => ({
    kind: "check-failed",
    detail: head === "sent" ? "back-while-sending" : "back-while-working",
  }),
  params: z.strictObject({
    head: z
      .enum(["sent", "held-back"])
      .default("held-back")
      .describe("Whether the backup has sent the head of its answer."),
    gap_ms: gapSchema.default(100),
  }),
  variants: { "before-head": { head: "held-back" }, "in-body": { head: "sent" } },
  setting: {
    topology: {
      upstreams: 2,
      backups: 1,
      check: "http",
      timeouts: { ...defaultTopology.timeouts, read_ms: 2_500 },
    },
    // When the second check begins, the first one has failed.
    requests: [{ after_connections: 2 }],
  },
  *script({ head, gap_ms }) {
    const { path } = yield* readHead();
    if (path === "/healthz") {
      // No check goes well until the backup has a request.
      yield* barrier("backup at work");
      yield* send(fullResponse(200, "well again\n"));
      yield* finish();
      return;
    }
    if (head === "sent") {
      yield* send(`${responseHead(200, { "content-length": 100 })}half`);
      yield* sleep(gap_ms);
    }
    yield* delivered();
    for (let check = 0; check < checks_max; check += 1) yield* barrier("backup at work");
    yield* silence();
  },
});
