import { z } from "zod";
import { defineFault, deliver, greet, http2, readBody, send, silence } from "@gatecrash/core";
import type { Script } from "@gatecrash/core";

const { flags, frame, setting, settingIds } = http2;

/** What comes in place of a good first frame. */
const greetings = {
  "answered-without": "",
  "other-frame-first": frame("ping", "\0".repeat(8)) + http2.settings(),
  "not-of-six-bytes": frame("settings", "\0\x03\0\0\0"),
  "on-a-stream": frame("settings", "", { stream: 1 }),
  "ack-with-payload": frame("settings", setting(settingIds.max_concurrent_streams, 100), {
    flags: flags.ack,
  }),
  "window-too-large": http2.settings({ initial_window_size: 0x80000000 }),
  "frame-size-too-small": http2.settings({ max_frame_size: 0 }),
  "frame-size-too-large": http2.settings({ max_frame_size: 0x1000000 }),
  "push-of-2": http2.settings({ enable_push: 2 }),
  "no-streams": http2.settings({ max_concurrent_streams: 0 }),
} as const;

const names = Object.keys(greetings) as [keyof typeof greetings, ...(keyof typeof greetings)[]];

/** A peer may wait for SETTINGS before it sends a request: here it would wait for ever. */
function* unasked(): Script<number> {
  yield* readBody(http2.preface.length);
  return 1;
}

export default defineFault({
  id: "h2-bad-settings",
  summary: "Begins an HTTP/2 connection with SETTINGS that are wrong, or with none.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ greeting }) =>
    greeting === "no-streams"
      ? { kind: "healthy", detail: "h2-no-streams" }
      : { kind: "invalid-frame", detail: `settings-${greeting}` },
  params: z.strictObject({
    greeting: z.enum(names).default("not-of-six-bytes").describe("What it begins with."),
  }),
  variants: Object.fromEntries(names.map((greeting) => [greeting, { greeting }])),
  setting: { topology: { protocol: "h2" } },

  *script({ greeting }) {
    yield* deliver(greetings[greeting]);
    const stream = greeting === "answered-without" ? yield* unasked() : yield* greet("");
    yield* send(http2.answer(stream));
    yield* silence();
  },
});
