import { z } from "zod";
import { defineFault, deliver, finish, readHead } from "@gatecrash/core";

const errors = {
  error: "ERROR\r\n",
  "client-error": "CLIENT_ERROR line too long\r\n",
  "server-error": "SERVER_ERROR out of memory writing get response\r\n",
};

export default defineFault({
  id: "memcached-error",
  summary: "The cache answers with an error of its own.",
  scope: "request",
  symptom: ({ error }) => ({ kind: "not-http", detail: `memcached-${error}` }),
  params: z.strictObject({
    error: z
      .enum(Object.keys(errors) as [keyof typeof errors])
      .default("error")
      .describe("Which of its errors."),
  }),
  variants: {
    error: { error: "error" },
    "client-error": { error: "client-error" },
    "server-error": { error: "server-error" },
  },
  protocols: ["memcached"],
  setting: { topology: { protocol: "memcached" } },
  *script({ error }) {
    yield* readHead();
    yield* deliver(errors[error]);
    yield* finish();
  },
});
