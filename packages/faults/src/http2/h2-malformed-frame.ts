import { z } from "zod";
import { defineFault, deliver, greet, http2, silence } from "@gatecrash/core";

const { flags, frame, unsigned } = http2;
const zeros = (bytes: number) => "\0".repeat(bytes);

/** Frames that are wrong in themselves; they come on the request's stream or on the connection. */
const frames = {
  "ping-of-7-bytes": () => frame("ping", zeros(7)),
  "ping-on-a-stream": (stream: number) => frame("ping", zeros(8), { stream }),
  "ping-ack-unasked": () => frame("ping", zeros(8), { flags: flags.ack }),
  "goaway-of-7-bytes": () => frame("goaway", zeros(7)),
  "goaway-on-a-stream": (stream: number) => frame("goaway", zeros(8), { stream }),
  "rst-of-3-bytes": (stream: number) => frame("rst_stream", zeros(3), { stream }),
  "rst-on-zero": () => frame("rst_stream", zeros(4)),
  "window-of-3-bytes": (stream: number) => frame("window_update", zeros(3), { stream }),
  "window-by-0": (stream: number) => http2.windowUpdate(0, stream),
  "window-by-0-connection": () => http2.windowUpdate(0),
  "window-overflow": (stream: number) => http2.windowUpdate(0x7fffffff, stream),
  "window-overflow-connection": () => http2.windowUpdate(0x7fffffff),
  "priority-of-4-bytes": (stream: number) => frame("priority", zeros(4), { stream }),
  "priority-on-itself": (stream: number) =>
    frame("priority", `${unsigned(stream, 4)}\x10`, { stream }),
  "push-promise": (stream: number) =>
    frame("push_promise", unsigned(2, 4) + http2.fieldBlock([[":method", "GET"]]), {
      stream,
      flags: flags.end_headers,
    }),
} as const;

const names = Object.keys(frames) as [keyof typeof frames, ...(keyof typeof frames)[]];

export default defineFault({
  id: "h2-malformed-frame",
  summary: "Sends a frame that is wrong in itself before a good answer.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ frame: name }) => ({ kind: "invalid-frame", detail: name }),
  params: z.strictObject({
    frame: z.enum(names).default("ping-of-7-bytes").describe("The frame that is wrong."),
  }),
  variants: Object.fromEntries(names.map((name) => [name, { frame: name }])),
  setting: { topology: { protocol: "h2" } },

  *script({ frame: name }) {
    const stream = yield* greet();
    yield* deliver(frames[name](stream) + http2.answer(stream));
    yield* silence();
  },
});
