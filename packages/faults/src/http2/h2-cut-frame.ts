import { z } from "zod";
import {
  defineFault,
  end,
  endedBeforeHead,
  endedInBody,
  endingSchema,
  greet,
  http2,
  send,
  sleep,
} from "@gatecrash/core";
import type { Ending } from "@gatecrash/core";

const places = ["head", "headers", "data"] as const;
const endings = ["fin", "rst", "silence"] as const satisfies readonly Ending[];

export default defineFault({
  id: "h2-cut-frame",
  summary: "Leaves an HTTP/2 connection in the middle of a frame.",
  scope: "connection",
  protocols: ["h2", "grpc"],
  symptom: ({ place, ending }) =>
    place === "data" ? endedInBody(ending, "h2") : endedBeforeHead(ending, `h2-in-frame-${place}`),
  params: z.strictObject({
    place: z
      .enum(places)
      .default("headers")
      .describe("In the nine bytes before HEADERS, in its field block, or in the payload of DATA."),
    ending: endingSchema.default("fin"),
    gap_ms: z.int().min(20).max(10_000).default(100).describe("Wait before it leaves, in ms."),
  }),
  variants: Object.fromEntries(
    places.flatMap((place) => endings.map((ending) => [`${place}-${ending}`, { place, ending }])),
  ),
  setting: { topology: { protocol: "h2" } },

  *script({ place, ending, gap_ms }) {
    const stream = yield* greet();
    const head = http2.answerHead(stream, 100);
    if (place === "head") yield* send(head.slice(0, 5));
    else if (place === "headers") yield* send(head.slice(0, -10));
    else yield* send(head + http2.data("x".repeat(100), { stream }).slice(0, -50));
    yield* sleep(gap_ms);
    yield* end(ending);
  },
});
