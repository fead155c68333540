import { z } from "zod";
import { defineFault, deliver, finish, readHead, responseHead } from "@gatecrash/core";

export default defineFault({
  id: "two-equal-lengths",
  summary: "Content-Length is given twice, both times the same.",
  scope: "request",
  symptom: ({ as }) => ({
    kind: "ambiguous-length",
    detail: as === "list" ? "equal-list" : "two-equal",
  }),
  params: z.strictObject({
    as: z.enum(["fields", "list"]).default("fields").describe("Two fields, or one with a list."),
  }),
  variants: { fields: { as: "fields" }, list: { as: "list" } },
  *script({ as }) {
    yield* readHead();
    const twice = [["content-length", 6] as const, ["content-length", 6] as const];
    const fields = as === "list" ? { "content-length": "6, 6" } : twice;
    yield* deliver(responseHead(200, fields) + "hello\n");
    yield* finish();
  },
});
