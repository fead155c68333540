import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  fullResponse,
  gapSchema,
  keptResponse,
  readHead,
  responseHead,
  send,
  silence,
  sleep,
  withStatusLine,
} from "@gatecrash/core";

export default defineFault({
  id: "observed-error",
  summary: "Answers with an error while the proxy watches: a passive check takes the server out.",
  scope: "request",
  symptom: ({ status, body }) => ({
    kind: "error-status",
    status,
    ...(body === "with-fin" ? {} : { detail: body }),
  }),
  params: z.strictObject({
    status: z.int().min(500).max(599).default(500).describe("Status of the answer."),
    body: z
      .enum(["with-fin", "kept", "later"])
      .default("with-fin")
      .describe(
        "The answer is whole and its connection ends; or stays open; or the body comes later.",
      ),
    gap_ms: gapSchema.default(100),
  }),
  variants: { "with-fin": { body: "with-fin" }, kept: { body: "kept" }, later: { body: "later" } },
  setting: {
    topology: { check: "passive" },
    // A trial that is run again finds the server as the time before has left it.
    requests: [{ after_ms: 700 }],
  },
  *script({ status, body, gap_ms }) {
    yield* readHead();
    if (body === "later") {
      yield* deliver(responseHead(status, { "content-length": 9 }));
      yield* sleep(gap_ms);
      yield* send("not well\n");
    } else if (body === "kept") {
      const line = responseHead(status).split("\r\n", 1)[0] ?? "";
      yield* deliver(withStatusLine(line, keptResponse("not well\n")));
      yield* silence();
    } else yield* deliver(fullResponse(status, "not well\n"));
    yield* finish();
  },
});
