import { z } from "zod";
import { defineFault } from "@gatecrash/core";

const acts = { missing: "remove-socket", stale: "refuse", full: "fill-backlog" } as const;

export default defineFault({
  id: "fastcgi-socket",
  summary: "The pool listens on a unix socket that cannot be connected to.",
  scope: "listener",
  symptom: ({ state }) => ({ kind: "refused", detail: `socket-${state}` }),
  params: z.strictObject({
    state: z
      .enum(["missing", "stale", "full"])
      .default("missing")
      .describe("No such file; a file that nobody listens on; or a full accept queue."),
  }),
  variants: {
    missing: { state: "missing" },
    stale: { state: "stale" },
    full: { state: "full" },
  },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi", socket: "unix" } },
  *script({ state }) {
    yield { kind: acts[state] };
  },
});
