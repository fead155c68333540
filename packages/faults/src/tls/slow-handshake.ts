import { z } from "zod";
import {
  defaultTopology,
  defineFault,
  delivered,
  handOver,
  readClientHello,
  sleep,
  startTls,
} from "@gatecrash/core";

export default defineFault({
  id: "slow-handshake",
  summary: "Takes its time to answer the TLS handshake, and then all is well.",
  scope: "connection",
  symptom: ({ answer_after_ms }) =>
    answer_after_ms < defaultTopology.timeouts.connect_ms
      ? { kind: "healthy" }
      : { kind: "tls-silent" },
  params: z.strictObject({
    answer_after_ms: z
      .int()
      .min(0)
      .max(600_000)
      .default(800)
      .describe("Time from the ClientHello until it is answered, in ms."),
  }),
  variants: { "in-time": { answer_after_ms: 100 }, "too-late": { answer_after_ms: 800 } },
  setting: { topology: { tls: { verify: true, sni: true } } },
  protocols: "any",
  below_tls: true,
  *script({ answer_after_ms }) {
    yield* readClientHello();
    yield* delivered();
    yield* sleep(answer_after_ms);
    yield* startTls();
    yield* handOver();
  },
});
