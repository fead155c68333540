import { z } from "zod";
import {
  cgiAnswer,
  defineFault,
  end,
  endedBeforeHead,
  endingSchema,
  fastcgiAnswer,
  readBody,
  readHead,
  send,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-leave-on-reuse",
  summary: "The worker keeps the connection for one request, and leaves when the next one comes.",
  scope: "request",
  symptom: ({ ending }) => endedBeforeHead(ending),
  params: z.strictObject({
    ending: endingSchema.default("fin"),
    method: z.enum(["GET", "POST"]).default("GET").describe("Of the request that it leaves with."),
  }),
  variants: {
    "get-fin": { ending: "fin" },
    "get-rst": { ending: "rst" },
    "get-silence": { ending: "silence" },
    "post-fin": { method: "POST", ending: "fin" },
  },
  protocols: ["fastcgi"],
  setting: ({ method }) => ({
    topology: { protocol: "fastcgi", keepalive: true },
    reused: true,
    requests: [{}, method === "POST" ? { method, body_bytes: 10 } : { method }],
  }),
  *script({ ending }) {
    const { stream } = yield* readHead();
    yield* readBody();
    yield* send(fastcgiAnswer(cgiAnswer("hello\n"), stream));
    yield* readHead();
    yield* readBody();
    yield* end(ending);
  },
});
