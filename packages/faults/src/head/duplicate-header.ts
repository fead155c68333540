import { z } from "zod";
import {
  defineFault,
  deliver,
  finish,
  fullResponse,
  readHead,
  withFieldLine,
} from "@gatecrash/core";

export default defineFault({
  id: "duplicate-header",
  summary: "A good answer has a header field twice that may stand there once.",
  scope: "request",
  symptom: { kind: "healthy", detail: "duplicate-field" },
  params: z.strictObject({
    name: z
      .enum(["Content-Type", "Date", "ETag", "Last-Modified", "Location"])
      .default("Date")
      .describe("Name of the field."),
  }),
  variants: {
    date: { name: "Date" },
    etag: { name: "ETag" },
    "content-type": { name: "Content-Type" },
  },
  *script({ name }) {
    yield* readHead();
    const values = {
      "Content-Type": ["text/html", "application/json"],
      Date: ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 02 Jan 1970 00:00:00 GMT"],
      ETag: ['"one"', '"two"'],
      "Last-Modified": ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 02 Jan 1970 00:00:00 GMT"],
      Location: ["/one", "/two"],
    };
    const lines = values[name].map((value) => `${name}: ${value}`).join("\r\n");
    yield* deliver(withFieldLine(lines, fullResponse(200, "hello\n")));
    yield* finish();
  },
});
