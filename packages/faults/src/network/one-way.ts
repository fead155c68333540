import { z } from "zod";
import { awaitDropped, defineFault, endedBeforeHead, filter } from "@gatecrash/core";

export default defineFault({
  id: "one-way",
  summary: "Connections are made, but data gets through in one direction only.",
  scope: "listener",
  symptom: endedBeforeHead("silence"),
  params: z.strictObject({
    packets: z
      .enum(["requests", "answers"])
      .default("answers")
      .describe("What is lost: segments with data to the upstream, or from it."),
  }),
  variants: { requests: { packets: "requests" }, answers: { packets: "answers" } },
  needs: ["firewall"],
  *script({ packets }) {
    yield* filter(packets);
    yield* awaitDropped();
  },
});
