import { z } from "zod";
import {
  defineFault,
  deliverApart,
  finish,
  gapSchema,
  memcachedAnswer,
  readHead,
} from "@gatecrash/core";

export default defineFault({
  id: "memcached-bad-trailer",
  summary: "Something else than END follows the value.",
  scope: "request",
  symptom: ({ gap_ms }) => ({
    kind: "surplus-bytes",
    detail: gap_ms === 0 ? "memcached-trailer" : "memcached-late-trailer",
  }),
  params: z.strictObject({ gap_ms: gapSchema.default(0) }),
  variants: { "at-once": { gap_ms: 0 }, apart: { gap_ms: 100 } },
  protocols: ["memcached"],
  setting: { topology: { protocol: "memcached" } },
  *script({ gap_ms }) {
    const { path: key } = yield* readHead();
    const value = memcachedAnswer({ key, value: "hello\n", trailer: "" });
    yield* deliverApart(value, gap_ms, "\r\nNOT\r\n");
    yield* finish();
  },
});
