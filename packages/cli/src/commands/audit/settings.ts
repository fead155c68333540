import { existsSync, readFileSync } from "node:fs";
import { Problem, requestInputSchema } from "@gatecrash/core";
import { parse } from "yaml";
import { z } from "zod";

/** What a repository can say once, in place of options. */
const settingsSchema = z.strictObject({
  ignore: z.array(z.string()).default([]).describe("Ids of findings that are not told."),
  budget_ms: z.int().min(1).optional().describe("What a client waits for an error at most."),
  expect_status: z.array(z.int().min(100).max(599)).default([]),
  methods: z.array(z.string().regex(/^[A-Z]{1,20}$/)).default([]),
  faults: z.array(z.string()).default([]),
  requests: z.array(requestInputSchema).default([]),
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
  const parsed = of.safeParse(content ?? {});
  if (parsed.success) return parsed.data.audit;
  const issue = parsed.error.issues[0];
  const place = issue?.path.map(String).join(".") ?? "";
  throw new Problem("usage-invalid", `${found}: ${place}: ${issue?.message ?? "not understood"}`);
}
