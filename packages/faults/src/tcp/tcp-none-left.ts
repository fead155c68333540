import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "tcp-none-left",
  summary:
    "Behind a stream proxy that counts, servers refuse one after the other until none is left.",
  scope: "listener",
  symptom: { kind: "refused" },
  params: z.strictObject({}),
  protocols: ["tcp"],
  setting: {
    topology: { protocol: "tcp", check: "passive", upstreams: 2 },
    requests: [{}, {}, {}],
  },
  *script() {
    yield { kind: "refuse" };
  },
});
