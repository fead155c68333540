import { z } from "zod";
import {
  chunk,
  defaultTopology,
  defineFault,
  readHead,
  responseHead,
  send,
  silence,
} from "@gatecrash/core";

export default defineFault({
  id: "awaited-body",
  summary: "Stalls in a body that the proxy wants whole before it passes the answer on.",
  scope: "request",
  symptom: ({ framing }) => ({
    kind: "body-stalled",
    detail: framing === "chunked" ? "no-last-chunk" : framing,
  }),
  params: z.strictObject({
    framing: z
      .enum(["length", "chunked"])
      .default("length")
      .describe("How the end of the body is announced."),
  }),
  variants: { length: { framing: "length" }, chunked: { framing: "chunked" } },
  setting: {
    topology: { timeouts: { ...defaultTopology.timeouts, read_ms: 1_500, body_ms: 400 } },
  },
  *script({ framing }) {
    yield* readHead();
    yield* send(
      framing === "length"
        ? `${responseHead(200, { "content-length": 100 })}half`
        : responseHead(200, { "transfer-encoding": "chunked" }) + chunk("half"),
    );
    yield* silence();
  },
});
