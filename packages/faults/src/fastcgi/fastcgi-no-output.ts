import { z } from "zod";
import {
  defineFault,
  deliver,
  end,
  endingSchema,
  fastcgiEnd,
  fastcgiStreamEnd,
  readHead,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-no-output",
  summary: "The script ends well and has printed nothing, not even a head.",
  scope: "request",
  symptom: ({ stdout, ending }) => ({
    kind: "stream-reset",
    detail: `${stdout === "closed" ? "stdout-closed" : "no-output"}${ending === "silence" ? "-kept" : ""}`,
  }),
  params: z.strictObject({
    stdout: z
      .enum(["closed", "never-opened"])
      .default("never-opened")
      .describe("Whether an empty STDOUT record comes before END_REQUEST."),
    ending: endingSchema.default("fin"),
  }),
  variants: {
    "end-only": { stdout: "never-opened" },
    "end-only-kept": { stdout: "never-opened", ending: "silence" },
    "stdout-closed": { stdout: "closed" },
    "stdout-closed-kept": { stdout: "closed", ending: "silence" },
  },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ stdout, ending }) {
    const { stream } = yield* readHead();
    const closed = stdout === "closed" ? fastcgiStreamEnd("stdout", stream) : "";
    yield* deliver(closed + fastcgiEnd(stream));
    yield* end(ending);
  },
});
