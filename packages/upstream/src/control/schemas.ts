import { actInputSchema, faultScopes, problemCodes, whenSchema } from "@gatecrash/core";
import type { ProblemCode } from "@gatecrash/core";
import { z } from "zod";

const codes = Object.keys(problemCodes) as [ProblemCode, ...ProblemCode[]];

export const refusalSchema = z.strictObject({
  code: z.enum(codes).describe("Stable."),
  message: z.string().describe("What was expected and what was there."),
  help: z.string().optional().describe("The next step."),
});

const paramsSchema = z.record(z.string(), z.unknown());

export const faultSchema = z.strictObject({
  id: z.string(),
  family: z.string(),
  summary: z.string(),
  scope: z
    .enum(faultScopes)
    .describe("Only faults of a request can depend on it, or be chosen by a caller."),
  symptom: z.string().describe("What a proxy can notice of it: kind/detail, with the defaults."),
  params: paramsSchema.describe("JSON Schema of the parameters."),
  variants: z.array(
    z.strictObject({ name: z.string(), params: paramsSchema, symptom: z.string() }),
  ),
});

export const faultsSchema = z.strictObject({ faults: z.array(faultSchema) });

const listener = z.int().min(0).max(63);
const ttl_ms = z.int().min(1).max(86_400_000);

export const injectionInputSchema = z
  .strictObject({
    fault: z.string().max(100).optional().describe("Id of a fault of the catalogue."),
    params: paramsSchema.optional().describe("Its parameters; the defaults for those left out."),
    script: z
      .array(actInputSchema)
      .min(1)
      .max(1_000)
      .optional()
      .describe("Acts, in place of a fault: data, and never code."),
    when: whenSchema.prefault({}).describe("When it is active; always, if left out."),
    ttl_ms: ttl_ms.optional().describe("Time after which it heals by itself."),
    listener: listener.default(0).describe("Index of the upstream's address."),
  })
  .refine(({ fault, script }) => (fault === undefined) !== (script === undefined), {
    message: 'expected either "fault" or "script"',
  });

export const injectionSchema = z.strictObject({
  id: z.string(),
  fault: z.string().describe("Id of the fault, or `script`."),
  params: paramsSchema.optional(),
  scope: z.enum(faultScopes),
  when: whenSchema,
  ttl_ms: ttl_ms.optional(),
  listener,
  state: z
    .enum(["active", "paused", "spent", "ended"])
    .describe(
      "paused: a process fault has the listener; spent: its condition fits no more; ended: its process is gone, and nothing listens until it is removed.",
    ),
  hits: z.int().describe("How often it was played."),
  delivered: z.int().describe("How often it was on the wire."),
  process: z
    .strictObject({ pid: z.int(), code: z.int().optional(), signal: z.string().optional() })
    .optional()
    .describe("The process of a fault that takes one, and how it ended."),
  trouble: z.string().optional().describe("Why it could not be performed."),
});

export const injectionsSchema = z.strictObject({ injections: z.array(injectionSchema) });

export const idSchema = z.strictObject({ id: z.string().max(100) });

export const healedSchema = z.strictObject({ healed: z.int().describe("How many faults ended.") });

export const statusSchema = z.strictObject({
  gatecrash: z.string().describe("Version."),
  pid: z.int(),
  uptime_ms: z.number(),
  rss_bytes: z.int(),
  seed: z.string(),
  caller_faults: z.boolean(),
  addresses: z.array(z.strictObject({ address: z.string(), port: z.int() })),
  open_connections: z.int(),
  injections: z.int(),
  events: z.int().describe("How many there have been."),
  followers: z.int().describe("Who follow the events now."),
});

export const eventsQuerySchema = z.strictObject({
  replay: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .describe("Entries from before that are sent first."),
});
