import { z } from "zod";
import { defineFault } from "@gatecrash/core";

export default defineFault({
  id: "unreachable-for-checks",
  summary: "Cannot be connected to, and a health check finds out before any request does.",
  scope: "listener",
  symptom: ({ way }) => ({ kind: "check-failed", detail: way }),
  params: z.strictObject({
    way: z
      .enum(["refused", "backlog"])
      .default("refused")
      .describe("Nothing listens; or the accept queue is full."),
  }),
  variants: { refused: { way: "refused" }, backlog: { way: "backlog" } },
  setting: { topology: { check: "tcp" }, requests: [{ after_ms: 900 }] },
  *script({ way }) {
    yield way === "refused" ? { kind: "refuse" } : { kind: "fill-backlog" };
  },
});
