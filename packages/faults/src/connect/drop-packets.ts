import { z } from "zod";
import { awaitDropped, defineFault, filter } from "@gatecrash/core";

export default defineFault({
  id: "drop-packets",
  summary: "A firewall drops the packets that open a connection, and says nothing of it.",
  scope: "listener",
  symptom: { kind: "connect-timeout" },
  params: z.strictObject({
    packets: z
      .enum(["connects", "accepts"])
      .default("connects")
      .describe("The SYN on its way to the upstream, or its SYN and ACK on the way back."),
  }),
  variants: { connects: { packets: "connects" }, accepts: { packets: "accepts" } },
  needs: ["firewall"],
  protocols: "any",
  below_tls: true,
  *script({ packets }) {
    yield* filter(packets);
    yield* awaitDropped();
  },
});
