import { z } from "zod";
import { defineFault, delivered, greet, http2, silence } from "@gatecrash/core";

export default defineFault({
  id: "h2-closed-window",
  summary: "Reads, but never opens the flow-control window: the request's body stalls.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ window_bytes }) => ({
    kind: "request-unread",
    detail: window_bytes === 0 ? "h2-window-zero" : "h2-window",
  }),
  params: z.strictObject({
    window_bytes: z
      .int()
      .min(0)
      .max(http2.initial_window_bytes)
      .default(0)
      .describe("The window of a new stream, in bytes; 65535 is HTTP/2's default."),
  }),
  variants: { zero: {}, default: { window_bytes: http2.initial_window_bytes } },
  request: { method: "POST", path: "/", body_bytes: 200_000 },
  setting: {
    topology: { protocol: "h2" },
    requests: [{ method: "POST", path: "/", body_bytes: 200_000 }],
  },

  *script({ window_bytes }) {
    yield* greet(http2.settings({ initial_window_size: window_bytes }));
    yield* delivered();
    yield* silence();
  },
});
