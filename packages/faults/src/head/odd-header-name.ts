import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  fullResponse,
  readHead,
  withFieldLine,
} from "@gatecrash/core";

const names = { "8-bit": "X-F\xe4ult", bracket: "X-Fault[0]" };

export default defineFault({
  id: "odd-header-name",
  summary: "A header name has characters that no token may have.",
  scope: "request",
  symptom: { kind: "invalid-head", detail: "bad-name" },
  params: z.strictObject({
    character: z.enum(["8-bit", "bracket"]).default("8-bit").describe("Which character."),
  }),
  variants: { "8-bit": { character: "8-bit" }, bracket: { character: "bracket" } },
  *script({ character }) {
    yield* readHead();
    yield* deliver(withFieldLine(`${names[character]}: 1`, fullResponse(200, "hello\n")));
    yield* finish();
  },
});
