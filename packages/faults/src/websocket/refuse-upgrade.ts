import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  fullResponse,
  readHead,
  webSocketRequest,
} from "@gatecrash/core";

export default defineFault({
  id: "refuse-upgrade",
  summary: "Answers a request for a WebSocket with an ordinary answer, in place of 101.",
  scope: "request",
  symptom: ({ status }) => ({ kind: "upgrade-refused", status }),
  params: z.strictObject({
    status: z.int().min(200).max(599).default(403).describe("Status of the answer."),
  }),
  variants: {
    "200": { status: 200 },
    "400": { status: 400 },
    "403": { status: 403 },
    "426": { status: 426 },
    "503": { status: 503 },
  },
  request: webSocketRequest,
  *script({ status }) {
    yield* readHead();
    // RFC 9110, section 15.5.22: a 426 must say what it wants.
    const fields = status === 426 ? { upgrade: "websocket" } : {};
    yield* deliver(fullResponse(status, "no WebSocket here\n", fields));
    yield* finish();
  },
});
