import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

const page = `<!DOCTYPE html>
<html><head><title>Request blocked</title></head>
<body><h1>Request blocked</h1><p>Your request looks like an attack. Reference: 0000-0000.</p></body></html>
`;

export default defineFault({
  id: "block-page",
  summary: "A firewall for web applications before the application answers with a page of its own.",
  scope: "request",
  symptom: ({ status }) =>
    status === "200"
      ? { kind: "healthy", status: 200 }
      : { kind: "error-status", status: Number(status) },
  params: z.strictObject({
    status: z
      .enum(["200", "403", "406"])
      .default("403")
      .describe("Status of the page; some say 200, so that only a reader can tell."),
  }),
  variants: { 403: { status: "403" }, 200: { status: "200" } },
  *script({ status }) {
    yield* readHead();
    const fields = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
    yield* deliver(fullResponse(Number(status), page, fields));
    yield* finish();
  },
});
