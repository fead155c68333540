import { z } from "zod";

/** One request of the client; also what a `GET /path` line in a scenario stands for. */
export const requestSchema = z.strictObject({
  method: z
    .string()
    .regex(/^[A-Z]{1,20}$/, "a method in capital letters, such as GET")
    .default("GET"),
  path: z
    .string()
    .max(2_000)
    .regex(/^\/[\x21-\x7e]*$/, "a path that starts with / and has no blanks")
    .default("/"),
  headers: z
    .record(
      z.string().regex(/^[A-Za-z0-9-]{1,60}$/),
      z
        .string()
        .max(8_000)
        .regex(/^[\x20-\x7e]*$/),
    )
    .default({}),
  body_bytes: z.int().min(0).max(67_108_864).default(0).describe("Size of the request body."),
  after_ms: z
    .int()
    .min(0)
    .max(60_000)
    .optional()
    .describe("Time from the end of the exchange before until it is sent, in ms."),
  beside: z
    .enum(["at-once", "in-order"])
    .optional()
    .describe(
      "It is sent while the one before is still at work: at once, or as soon as the proxy has taken that in. Each such request needs a path of its own.",
    ),
  after_connections: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe(
      "It is sent when the upstreams have accepted so many connections, since the trial began or the exchange before ended.",
    ),
  after_questions: z
    .int()
    .min(0)
    .max(100)
    .optional()
    .describe(
      "It is sent when the lane's DNS was asked so often for the upstream's name, since the trial began or the exchange before ended. Left out: 4 times (two rounds) for the first request if names are watched.",
    ),
});

export type RequestSpec = z.infer<typeof requestSchema>;

/** In a scenario a request may also be written as one line: `POST /path`. */
export const requestInputSchema = z.union([
  z
    .string()
    .regex(/^[A-Z]{1,20} \/[\x21-\x7e]*$/, 'a request such as "GET /path"')
    .transform((line): RequestSpec => {
      const [method = "GET", path = "/"] = line.split(" ");
      return { method, path, headers: {}, body_bytes: 0 };
    }),
  requestSchema,
]);

export const defaultRequest: RequestSpec = { method: "GET", path: "/", headers: {}, body_bytes: 0 };

/** A request whose wait is stretched by a factor, as every timer is. */
export function scaleRequest(request: RequestSpec, factor: number): RequestSpec {
  const { after_ms } = request;
  return after_ms === undefined ? request : { ...request, after_ms: Math.round(after_ms * factor) };
}
