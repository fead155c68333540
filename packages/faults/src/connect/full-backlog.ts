import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "full-backlog",
  summary: "The accept queue is full and nobody empties it, so that connects never complete.",
  scope: "listener",
  symptom: { kind: "connect-timeout" },
  params: z.strictObject({}),
  protocols: "any",
  *script() {
    yield { kind: "fill-backlog" };
  },
});
