import { z } from "zod";
import { defineFault, deliver, finish, memcachedAnswer, readHead } from "@gatecrash/core";

export default defineFault({
  id: "memcached-wrong-length",
  summary: "The line names a length that is not that of the value.",
  scope: "request",
  symptom: ({ bytes }) =>
    bytes > 13
      ? { kind: "body-cut-short", detail: "memcached-fin" }
      : { kind: "surplus-bytes", detail: "memcached-value" },
  params: z.strictObject({
    bytes: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(3)
      .describe("The length that is named; the value has 6 bytes."),
  }),
  variants: { "too-short": { bytes: 3 }, "too-long": { bytes: 100 } },
  protocols: ["memcached"],
  setting: { topology: { protocol: "memcached" } },
  *script({ bytes }) {
    const { path: key } = yield* readHead();
    yield* deliver(memcachedAnswer({ key, value: "hello\n", bytes }));
    yield* finish();
  },
});
