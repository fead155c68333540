import { z } from "zod";
import { defineFault, deliver, fastcgiAnswer, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-location",
  summary: "The answer has a Location and no Status, which is a redirect to a CGI server.",
  scope: "request",
  symptom: { kind: "healthy", detail: "cgi-location" },
  params: z.strictObject({}),

  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script() {
    const { stream } = yield* readHead();
    const answer = "Location: http://elsewhere.test/\r\nContent-Type: text/plain\r\n\r\nhello\n";
    yield* deliver(fastcgiAnswer(answer, stream));
    yield* finish();
  },
});
