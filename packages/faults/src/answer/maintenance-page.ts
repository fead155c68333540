import { z } from "zod";
import { defineFault, deliver, finish, fullResponse, readHead } from "@gatecrash/core";

const page = `<!DOCTYPE html>
<html><head><title>Maintenance</title></head><body><h1>We will be back soon</h1></body></html>
`;

const retryAfter = { seconds: "120", date: "Fri, 31 Dec 1999 23:59:59 GMT", none: undefined };

export default defineFault({
  id: "maintenance-page",
  summary: "Answers 503 with a page for people, and says when to come again.",
  scope: "request",
  symptom: { kind: "error-status", status: 503 },
  params: z.strictObject({
    retry_after: z
      .enum(["seconds", "date", "none"])
      .default("seconds")
      .describe("Retry-After: in 120 seconds, at a date that has passed, or not there."),
  }),
  variants: {
    "retry-after-seconds": { retry_after: "seconds" },
    "retry-after-date": { retry_after: "date" },
    "no-retry-after": { retry_after: "none" },
  },
  *script({ retry_after }) {
    yield* readHead();
    const value = retryAfter[retry_after];
    const fields = value === undefined ? {} : { "retry-after": value };
    yield* deliver(fullResponse(503, page, { "content-type": "text/html", ...fields }));
    yield* finish();
  },
});
