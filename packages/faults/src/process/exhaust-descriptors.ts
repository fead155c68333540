import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "exhaust-descriptors",
  summary: "The upstream process has no descriptor left for a connection that it should accept.",
  scope: "listener",
  // libuv keeps one in reserve, accepts with it and closes at once (unix/stream.c, uv__emfile_trick).
  symptom: { kind: "closed-before-head", detail: "on-accept" },
  params: z.strictObject({}),
  descriptors_max: 256,
  *script() {
    yield { kind: "exhaust-descriptors" };
  },
});
