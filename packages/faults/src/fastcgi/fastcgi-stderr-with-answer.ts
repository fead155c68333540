import { z } from "zod";
import {
  cgiAnswer,
  defineFault,
  deliver,
  fastcgiAnswer,
  fastcgiEnd,
  fastcgiStream,
  finish,
  readHead,
} from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-stderr-with-answer",
  summary: "A good answer, and an error on STDERR beside it.",
  scope: "request",
  symptom: ({ place, text_bytes }) => ({
    kind: "healthy",
    detail: `stderr-${place}${text_bytes > 16_384 ? "-over-16-kib" : ""}`,
  }),
  params: z.strictObject({
    place: z
      .enum(["before", "in-head", "in-body", "after"])
      .default("before")
      .describe("Where among the output the STDERR record stands."),
    text_bytes: z.int().min(1).max(60_000).default(40).describe("Size of the error's text."),
  }),
  variants: {
    before: { place: "before" },
    "before-32-kib": { place: "before", text_bytes: 32_768 },
    "in-head": { place: "in-head" },
    "in-body": { place: "in-body" },
    after: { place: "after" },
  },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ place, text_bytes }) {
    const { stream } = yield* readHead();
    const text = "PHP message: PHP Warning:  hello ".padEnd(text_bytes, ".").slice(0, text_bytes);
    const error = fastcgiStream("stderr", text, stream);
    const answer = cgiAnswer("hello\n");
    const at = { before: 0, "in-head": 20, "in-body": answer.length - 2, after: answer.length };
    const first = fastcgiStream("stdout", answer.slice(0, at[place]), stream);
    const rest = answer.slice(at[place]);
    const last = rest === "" ? fastcgiEnd(stream) : fastcgiAnswer(rest, stream);
    yield* deliver(first + error + last);
    yield* finish();
  },
});
