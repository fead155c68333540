import { z } from "zod";
import {
  answeredAfter,
  defineFault,
  deliver,
  delivered,
  greet,
  grpc,
  silence,
  sleep,
} from "@gatecrash/core";

export default defineFault({
  id: "grpc-late",
  summary: "Answers after the deadline that the caller gave (grpc-timeout).",
  scope: "connection",
  protocols: ["grpc"],
  symptom: ({ after_ms }) => answeredAfter(after_ms, "grpc-late"),
  params: z.strictObject({
    after_ms: z.int().min(0).max(60_000).default(300).describe("When it answers, in ms."),
  }),
  variants: { "past-deadline": {}, "past-read-timeout": { after_ms: 700 } },
  setting: {
    topology: { protocol: "grpc" },
    requests: [{ ...grpc.call, headers: { ...grpc.call.headers, "grpc-timeout": "200m" } }],
  },

  *script({ after_ms }) {
    const stream = yield* greet();
    yield* delivered();
    yield* sleep(after_ms);
    yield* deliver(grpc.answer(stream));
    yield* silence();
  },
});
