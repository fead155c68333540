import { existsSync, readFileSync } from "node:fs";
import { Problem } from "@gatecrash/core";
import { parse } from "yaml";
import { z } from "zod";
import { auditRequestSchema } from "./requests.ts";

/** What a repository can say once, in place of options. */
const settingsSchema = z.strictObject({
  ignore: z.array(z.string()).default([]).describe("Ids of findings that are not told."),
  budget_ms: z.int().min(1).optional().describe("What a client waits for an error at most."),
  expect_status: z.array(z.int().min(100).max(599)).default([]),
  methods: z
    .array(z.string().regex(/^[A-Z]{1,20}$/, "expected a method in capitals, such as GET"))
    .default([]),
  faults: z.array(z.string()).default([]),
  requests: z.array(auditRequestSchema).default([]),
});

export type AuditSettings = z.infer<typeof settingsSchema>;

const usual_files = ["gatecrash.yaml", ".gatecrashrc"];

/**
 * Reads the settings of an audit: the key `audit` of the first of these files that is there.
 * @throws Problem `usage-invalid` with the file and what is wrong in it
 */
export function readSettings(file: string | undefined): AuditSettings {
  const found = file ?? usual_files.find((name) => existsSync(name));
  if (found === undefined) return settingsSchema.parse({});
  let content: unknown;
  try {
    content = parse(readFileSync(found, "utf8"));
  } catch (error) {
    throw new Problem("usage-invalid", `${found}: ${error instanceof Error ? error.message : ""}`);
  }
  const of = z.object({ audit: settingsSchema.default(settingsSchema.parse({})) });
  return parsed(of, content ?? {}, found).audit;
}

/** What of an audit's options can stand in a file, too. */
export interface SettingOptions {
  fault: readonly string[];
  method: readonly string[];
  ignore: readonly string[];
  budget?: number;
  expectStatus: readonly string[];
  request: readonly string[];
}

/**
 * Settings with what the options say: lists of what is ignored and expected grow, the others are
 * replaced. An option may be given more than once, and may hold several values with commas between.
 * @throws Problem `usage-invalid`
 */
export function withOptions(settings: AuditSettings, options: SettingOptions): AuditSettings {
  const split = (texts: readonly string[]) => texts.flatMap((each) => each.split(","));
  const [faults, methods] = [split(options.fault), split(options.method)];
  const { budget } = options;
  const merged = {
    ...settings,
    ...(faults.length > 0 ? { faults } : {}),
    ...(methods.length > 0 ? { methods } : {}),
    ...(budget === undefined ? {} : { budget_ms: budget }),
    ignore: [...settings.ignore, ...split(options.ignore)],
    requests: [...settings.requests, ...options.request],
    expect_status: [...settings.expect_status, ...split(options.expectStatus).map(Number)],
  };
  return parsed(settingsSchema, merged, "the options");
}

function parsed<Schema extends z.ZodType>(schema: Schema, input: unknown, from: string) {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue?.path.map(String).join(".") ?? "";
  throw new Problem("usage-invalid", `${from}: ${place}: ${issue?.message ?? "not understood"}`);
}
