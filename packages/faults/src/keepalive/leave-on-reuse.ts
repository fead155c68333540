import { z } from "zod";
import {
  defineFault,
  end,
  endedBeforeHead,
  endingSchema,
  keptResponse,
  readBody,
  readHead,
  send,
} from "@gatecrash/core";

export default defineFault({
  id: "leave-on-reuse",
  summary: "Answers well on a kept connection, and leaves when it is used once more.",
  scope: "request",
  symptom: ({ ending, then }) =>
    endedBeforeHead(ending, then === "refuses" ? "then-refused" : undefined),
  params: z.strictObject({
    ending: endingSchema.default("fin"),
    method: z.enum(["GET", "POST"]).default("GET").describe("Of the request that it leaves with."),
    then: z
      .enum(["listens", "refuses"])
      .default("listens")
      .describe("What new connections meet; where they are refused, its process is gone."),
    answers: z.int().min(1).max(20).default(1).describe("Requests that are answered before."),
  }),
  variants: {
    "get-fin": { ending: "fin" },
    "get-rst": { ending: "rst" },
    "get-silence": { ending: "silence" },
    "post-fin": { method: "POST", ending: "fin" },
    "post-rst": { method: "POST", ending: "rst" },
    "third-reuse-fin": { answers: 3, ending: "fin" },
    "get-fin-then-refused": { ending: "fin", then: "refuses" },
  },
  setting: ({ answers, method, then }) => ({
    // Only a second try finds out that nobody listens.
    topology: { keepalive: true, retries: then === "listens" ? 0 : 1 },
    reused: true,
    requests: [
      ...Array.from({ length: answers }, () => ({})),
      method === "POST" ? { method, body_bytes: 10 } : { method },
    ],
  }),
  *script({ ending, answers, then }) {
    for (let answered = 0; answered < answers; answered += 1) {
      yield* readHead();
      yield* send(keptResponse("hello\n"));
    }
    const { headers } = yield* readHead();
    if (headers["content-length"] !== undefined) yield* readBody();
    if (then === "refuses") yield { kind: "refuse" };
    yield* end(ending);
  },
});
