import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  gapSchema,
  readHead,
  responseHead,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "unasked-upgrade",
  summary: "Switches to a protocol that nobody asked for, and leaves.",
  scope: "request",
  symptom: { kind: "unasked-upgrade", status: 101 },
  params: z.strictObject({ gap_ms: gapSchema.default(100) }),
  *script({ gap_ms }) {
    yield* readHead();
    yield* deliver(responseHead(101, { upgrade: "websocket", connection: "upgrade" }));
    yield* sleep(gap_ms);
    yield* finish();
  },
});
