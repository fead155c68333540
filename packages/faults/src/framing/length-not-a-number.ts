import { z } from "zod";
import { defineFault, deliver, finish, readHead, responseHead } from "@gatecrash/core";

const values = { word: "six", empty: "", hex: "0x6", plus: "+6", fraction: "6.0" };

export default defineFault({
  id: "length-not-a-number",
  summary: "Content-Length is no decimal number.",
  scope: "request",
  symptom: { kind: "ambiguous-length", detail: "not-a-number" },
  params: z.strictObject({
    value: z
      .enum(["word", "empty", "hex", "plus", "fraction"])
      .default("word")
      .describe("What it is: six, nothing, 0x6, +6 or 6.0."),
  }),
  variants: {
    word: { value: "word" },
    empty: { value: "empty" },
    hex: { value: "hex" },
    plus: { value: "plus" },
    fraction: { value: "fraction" },
  },
  *script({ value }) {
    yield* readHead();
    yield* deliver(responseHead(200, { "content-length": values[value] }) + "hello\n");
    yield* finish();
  },
});
