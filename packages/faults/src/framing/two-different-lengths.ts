import { z } from "zod";
import { defineFault, deliver, finish, readHead, responseHead } from "@gatecrash/core";

export default defineFault({
  id: "two-different-lengths",
  summary: "Two Content-Length fields contradict each other.",
  scope: "request",
  symptom: { kind: "ambiguous-length", detail: "two-different" },
  params: z.strictObject({}),
  *script() {
    yield* readHead();
    const lengths = [["content-length", 6] as const, ["content-length", 12] as const];
    yield* deliver(responseHead(200, lengths) + "hello\n");
    yield* finish();
  },
});
