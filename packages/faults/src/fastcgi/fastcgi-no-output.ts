import { z } from "zod";
import {
  defineFault,
  deliver,
  fastcgiEnd,
  fastcgiStreamEnd,
  finish,
  readHead,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-no-output",
  summary: "The script ends well and has printed nothing, not even a head.",
  scope: "request",
  symptom: ({ stdout }) => ({
    kind: "stream-reset",
    detail: stdout === "closed" ? "stdout-closed" : "no-output",
  }),
  params: z.strictObject({
    stdout: z
      .enum(["closed", "never-opened"])
      .default("never-opened")
      .describe("Whether an empty STDOUT record comes before END_REQUEST."),
  }),
  variants: { "end-only": { stdout: "never-opened" }, "stdout-closed": { stdout: "closed" } },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ stdout }) {
    const { stream } = yield* readHead();
    const closed = stdout === "closed" ? fastcgiStreamEnd("stdout", stream) : "";
    yield* deliver(closed + fastcgiEnd(stream));
    yield* finish();
  },
});
