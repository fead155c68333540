import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "refuse",
  summary: "Nothing listens on the port: the kernel refuses the connection.",
  scope: "listener",
  symptom: { kind: "refused" },
  params: z.strictObject({}),
  protocols: "any",
  *script() {
    yield { kind: "refuse" };
  },
});
