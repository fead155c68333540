import { z } from "zod";
import {
  defineFault,
  deliver,
  fullResponse,
  keptResponse,
  readHead,
  silence,
} from "@gatecrash/core";

export default defineFault({
  id: "close-not-honoured",
  summary:
    "Somebody said Connection: close, and the upstream keeps the connection open all the same.",
  scope: "request",
  symptom: { kind: "healthy" },
  params: z.strictObject({
    said_by: z
      .enum(["upstream", "proxy"])
      .default("upstream")
      .describe("Who said so: the upstream in its answer, or the proxy in its request."),
  }),
  variants: { "said-by-upstream": { said_by: "upstream" }, "said-by-proxy": { said_by: "proxy" } },
  setting: ({ said_by }) => ({
    topology: { keepalive: said_by === "upstream" },
    requests: [{}, { after_ms: 100 }],
  }),
  *script({ said_by }) {
    yield* readHead();
    yield* deliver(said_by === "upstream" ? fullResponse(200, "hello\n") : keptResponse("hello\n"));
    yield* silence();
  },
});
