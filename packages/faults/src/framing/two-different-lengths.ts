import { z } from "zod";
import { defineFault, deliver, finish, readHead, responseHead } from "@gatecrash/core";

export default defineFault({
  id: "two-different-lengths",
  summary: "Two lengths contradict each other.",
  scope: "request",
  symptom: ({ as }) => ({
    kind: "ambiguous-length",
    detail: as === "list" ? "different-list" : "two-different",
  }),
  params: z.strictObject({
    as: z.enum(["fields", "list"]).default("fields").describe("Two fields, or one with a list."),
  }),
  variants: { fields: { as: "fields" }, list: { as: "list" } },
  *script({ as }) {
    yield* readHead();
    const fields = [["content-length", 6] as const, ["content-length", 12] as const];
    const lengths = as === "list" ? [["content-length", "6, 12"] as const] : fields;
    yield* deliver(responseHead(200, lengths) + "hello\n");
    yield* finish();
  },
});
