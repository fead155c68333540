import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

/** The response header fields that nginx obeys (proxy_ignore_headers lists them). */
const commands = {
  "redirect-to-itself": { "x-accel-redirect": "/" },
  "redirect-to-missing": { "x-accel-redirect": "@missing" },
  "redirect-to-file": { "x-accel-redirect": "/files/missing" },
  "redirect-upwards": { "x-accel-redirect": "/../etc/passwd" },
  "limit-rate": { "x-accel-limit-rate": 1_000 },
  "no-buffering": { "x-accel-buffering": "no" },
};

type Command = keyof typeof commands;

const details: Record<Command, string> = {
  "redirect-to-itself": "x-accel-redirect",
  "redirect-to-missing": "x-accel-redirect-named",
  "redirect-to-file": "x-accel-redirect-file",
  "redirect-upwards": "x-accel-redirect-unsafe",
  "limit-rate": "x-accel-limit-rate",
  "no-buffering": "x-accel-buffering",
};

export default defineFault({
  id: "x-accel",
  summary: "A good answer has a header field by which an upstream commands nginx.",
  scope: "request",
  symptom: ({ command }) => ({ kind: "healthy", detail: details[command] }),
  params: z.strictObject({
    command: z
      .enum(Object.keys(commands) as [Command, ...Command[]])
      .default("redirect-to-itself")
      .describe(
        "X-Accel-Redirect to /, @missing, /files/missing or /../etc/passwd, Limit-Rate 1000, or Buffering no.",
      ),
    body_bytes: z.int().min(0).max(65_536).default(2_000).describe("Size of the body."),
  }),
  variants: {
    "redirect-to-itself": { command: "redirect-to-itself" },
    "redirect-to-missing": { command: "redirect-to-missing" },
    "redirect-to-file": { command: "redirect-to-file" },
    "redirect-upwards": { command: "redirect-upwards" },
    "limit-rate": { command: "limit-rate" },
    "no-buffering": { command: "no-buffering" },
  },
  setting: ({ command }) =>
    command === "redirect-to-file" ? { topology: { processing: "files" } } : {},
  *script({ command, body_bytes }) {
    yield* readHead();
    yield* deliver(fullResponse(200, "x".repeat(body_bytes), { ...commands[command] }));
    yield* finish();
  },
});
