import { z } from "zod";
import { defineFault, deliver, finish, memcachedTrailer, readHead } from "@gatecrash/core";

const lines = {
  "wrong-key": () => "VALUE other 0 6\r\n",
  "length-not-a-number": (key: string) => `VALUE ${key} 0 six\r\n`,
  "flags-not-a-number": (key: string) => `VALUE ${key} none 6\r\n`,
  "without-length": (key: string) => `VALUE ${key} 0\r\n`,
  "bare-lf": (key: string) => `VALUE ${key} 0 6\n`,
  "lower-case": (key: string) => `value ${key} 0 6\r\n`,
  http: () => "HTTP/1.1 400 Bad Request\r\n",
};

export default defineFault({
  id: "memcached-invalid-line",
  summary: "The line before the value is not what was asked for, or malformed.",
  scope: "request",
  symptom: ({ line }) => ({ kind: "invalid-head", detail: `memcached-${line}` }),
  params: z.strictObject({
    line: z
      .enum(Object.keys(lines) as [keyof typeof lines])
      .default("wrong-key")
      .describe("What is wrong with it."),
  }),
  variants: {
    "wrong-key": { line: "wrong-key" },
    "length-not-a-number": { line: "length-not-a-number" },
    "flags-not-a-number": { line: "flags-not-a-number" },
    "without-length": { line: "without-length" },
    "bare-lf": { line: "bare-lf" },
    "lower-case": { line: "lower-case" },
    http: { line: "http" },
  },
  protocols: ["memcached"],
  setting: { topology: { protocol: "memcached" } },
  *script({ line }) {
    const { path: key } = yield* readHead();
    yield* deliver(`${lines[line](key)}hello\n${memcachedTrailer}`);
    yield* finish();
  },
});
