import { z } from "zod";
import {
  defineFault,
  deliver,
  delivered,
  end,
  finish,
  fullResponse,
  readHead,
} from "@gatecrash/core";

export default defineFault({
  id: "failing-check",
  summary: "Answers every request well except the health check.",
  scope: "request",
  symptom: ({ answer }) => ({ kind: "check-failed", detail: answer }),
  params: z.strictObject({
    answer: z
      .enum(["error", "not-found", "garbage", "fin", "rst", "silence"])
      .default("error")
      .describe("What the check gets: 503, 404, bytes that are not HTTP, FIN, RST, or nothing."),
  }),
  variants: {
    error: { answer: "error" },
    "not-found": { answer: "not-found" },
    garbage: { answer: "garbage" },
    fin: { answer: "fin" },
    rst: { answer: "rst" },
    silence: { answer: "silence" },
  },
  setting: {
    topology: { check: "http" },
    when: { path: "/healthz" },
    // When the second check begins, the first one has failed.
    requests: [{ after_connections: 2 }],
  },
  *script({ answer }) {
    yield* readHead();
    if (answer === "fin" || answer === "rst" || answer === "silence") {
      yield* delivered();
      yield* end(answer);
      return;
    }
    const answers = {
      error: fullResponse(503, "not ready\n"),
      "not-found": fullResponse(404, "no such page\n"),
      garbage: "\u0000\u0001 not HTTP at all\r\n\r\n",
    };
    yield* deliver(answers[answer]);
    yield* finish();
  },
});
