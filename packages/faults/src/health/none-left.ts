import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "none-left",
  summary: "All servers refuse, one after the other, until a proxy that counts has none left.",
  scope: "listener",
  symptom: { kind: "refused" },
  params: z.strictObject({}),
  setting: { topology: { check: "passive", upstreams: 2 }, requests: [{}, {}, {}] },
  *script() {
    yield { kind: "refuse" };
  },
});
