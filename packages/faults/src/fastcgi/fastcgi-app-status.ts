import { z } from "zod";
import { cgiAnswer, defineFault, deliver, fastcgiAnswer, finish, readHead } from "@gatecrash/core";

export default defineFault({
  id: "fastcgi-app-status",
  summary: "A good answer, but END_REQUEST says that the program failed.",
  scope: "request",
  symptom: { kind: "healthy", detail: "fastcgi-app-status" },
  params: z.strictObject({
    app_status: z
      .int()
      .min(1)
      .max(4_294_967_295)
      .default(1)
      .describe("What the program exited with."),
  }),
  variants: { "exit-1": { app_status: 1 }, "exit-255": { app_status: 255 } },
  protocols: ["fastcgi"],
  setting: { topology: { protocol: "fastcgi" } },
  *script({ app_status }) {
    const { stream } = yield* readHead();
    yield* deliver(fastcgiAnswer(cgiAnswer("hello\n"), stream, { app_status }));
    yield* finish();
  },
});
