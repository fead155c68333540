import { z } from "zod";
import { defineFault, deliver, greet, http2, send, silence } from "@gatecrash/core";
import type { Symptom } from "@gatecrash/core";

const kinds = ["final-follows", "nothing-follows", "ends-stream"] as const;
type Then = (typeof kinds)[number];

function symptom(status: number, then: Then): Symptom {
  const detail = `h2-${status}`;
  // There is no switching of protocols in HTTP/2 (RFC 9113, section 8.6).
  if (status === 101) return { kind: "invalid-status", detail };
  if (then === "final-follows") return { kind: "interim", detail, status: 200 };
  if (then === "nothing-follows") return { kind: "interim-only", detail: "h2-silence", status };
  return { kind: "invalid-frame", detail: "interim-ends-stream" };
}

export default defineFault({
  id: "h2-interim",
  summary: "Answers in HTTP/2 with an interim (1xx) header section first, or with nothing else.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ status, then }) => symptom(status, then),
  params: z.strictObject({
    status: z.int().min(100).max(199).default(103).describe("The interim status."),
    then: z.enum(kinds).default("final-follows").describe("What comes after it."),
  }),
  variants: {
    "100": { status: 100 },
    "101": { status: 101 },
    "103": {},
    only: { then: "nothing-follows" },
    "ends-stream": { then: "ends-stream" },
  },
  setting: { topology: { protocol: "h2" } },

  *script({ status, then }) {
    const stream = yield* greet();
    const end = then === "ends-stream";
    yield* deliver(http2.headers([[":status", status]], { stream, end }));
    if (then === "final-follows") yield* send(http2.answer(stream));
    yield* silence();
  },
});
