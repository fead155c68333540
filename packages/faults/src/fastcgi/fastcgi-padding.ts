import { z } from "zod";
import {
  cgiAnswer,
  defineFault,
  deliver,
  fastcgiEnd,
  fastcgiRecord,
  finish,
  readHead,
} from "@gatecrash/core";

const paddings = {
  full: { padding_length: 255 },
  missing: { padding_length: 8, padding_bytes: 0 },
  unannounced: { padding_length: 0, padding_bytes: 8 },
};

export default defineFault({
  id: "fastcgi-padding",
  summary: "Records are padded as much as can be, or not as their header says.",
  scope: "request",
  symptom: ({ padding }) =>
    padding === "full"
      ? { kind: "healthy", detail: "fastcgi-padded" }
      : { kind: "invalid-frame", detail: `padding-${padding}` },
  params: z.strictObject({
    padding: z
      .enum(Object.keys(paddings) as [keyof typeof paddings])
      .default("full")
      .describe(
        "How much follows: 255 bytes as announced; announced and not sent; or sent and not announced.",
      ),
  }),
  variants: {
    full: { padding: "full" },
    missing: { padding: "missing" },
    unannounced: { padding: "unannounced" },
  },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ padding }) {
    const { stream: request_id = 1 } = yield* readHead();
    const answer = cgiAnswer("hello\n");
    // In two records: the padding of the first stands within the head.
    const records = [answer.slice(0, 30), answer.slice(30), ""].map((content) =>
      fastcgiRecord({ type: "stdout", content, request_id, ...paddings[padding] }),
    );
    yield* deliver(records.join("") + fastcgiEnd(request_id));
    yield* finish();
  },
});
