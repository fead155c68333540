import { z } from "zod";
import { defineFault, deliver, finish, memcachedTrailer, readHead } from "@gatecrash/core";

export default defineFault({
  id: "memcached-oversized-line",
  summary: "The line before the value is larger than the buffer of a proxy.",
  scope: "request",
  symptom: { kind: "oversized-head", detail: "memcached-line" },
  params: z.strictObject({
    line_bytes: z.int().min(4_096).max(262_144).default(8_192).describe("Size of the line."),
  }),

  protocols: ["memcached"],
  setting: { topology: { protocol: "memcached" } },
  *script({ line_bytes }) {
    const { path: key } = yield* readHead();
    const line = `VALUE ${key} 0 `.padEnd(line_bytes - 3, "0");
    yield* deliver(`${line}6\r\nhello\n${memcachedTrailer}`);
    yield* finish();
  },
});
