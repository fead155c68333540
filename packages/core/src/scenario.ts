import { z } from "zod";
import { actInputSchema } from "./act-input.ts";
import { capabilities } from "./fault.ts";
import type { Capability } from "./fault.ts";
import { expectationSchema } from "./proxy.ts";
import { requestInputSchema } from "./request.ts";
import { symptomKindSchema } from "./symptom.ts";
import { topologySchema } from "./topology.ts";
import { whenSchema } from "./when.ts";

/** Why an upstream fails, as an operator would file it. */
export const causes = {
  "upstream-down": "The application does not run, or nothing listens yet.",
  "upstream-crashed": "The application died while it worked.",
  overload: "More work than workers: queues, limits, saturation.",
  "application-timeout": "The application works longer than the proxy waits.",
  "malformed-response": "The application answers, but not in HTTP as the proxy reads it.",
  misconfiguration: "Proxy and application disagree: wrong port, wrong protocol, wrong limit.",
  firewall: "Packets are dropped or rejected on the way.",
  dns: "The upstream's name is not found, or is found wrong.",
} as const;

export type Cause = keyof typeof causes;

const target = {
  when: whenSchema.prefault({}).describe("When the fault is active; always, if left out."),
  upstream: z
    .int()
    .min(1)
    .optional()
    .describe("Which of the upstreams has the fault (from 1); all of them, if left out."),
};

const usedFaultSchema = z.strictObject({
  use: z.string().describe("Id of a fault of the catalogue."),
  variant: z.string().optional().describe("One of the fault's variants; all, if left out."),
  params: z.record(z.string(), z.unknown()).optional(),
  ...target,
});

const writtenFaultSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .optional()
    .describe("Name of the row; script-1 … if left out."),
  symptom: symptomKindSchema,
  detail: z.string().max(60).optional(),
  status: z.int().optional().describe("Status in the upstream's own status line."),
  script: z.array(actInputSchema).min(1).max(1_000),
  ...target,
});

export const scenarioSchema = z.strictObject({
  title: z.string().min(1).max(120).describe("In plain words."),
  cause: z.enum(Object.keys(causes) as [Cause, ...Cause[]]).optional(),
  sees: z.string().optional().describe("What a visitor sees."),
  fix: z.string().optional().describe("Who fixes it, and how."),
  needs: z.array(z.enum(Object.keys(capabilities) as [Capability, ...Capability[]])).default([]),
  waiting_for: z
    .string()
    .optional()
    .describe("What is still missing for this scenario; it is skipped with this reason."),
  proxies: z.array(z.string()).min(1).optional().describe("All, if left out."),
  topology: topologySchema.prefault({}),
  requests: z.array(requestInputSchema).min(1).max(1_000).optional(),
  shows_in: z
    .array(z.int().min(1).max(1_000))
    .optional()
    .describe(
      "The requests (from 1) in which the fault shows; those it is delivered in, if left out.",
    ),
  faults: z
    .array(z.union([usedFaultSchema, writtenFaultSchema]))
    .min(1)
    .max(200),
  expect: z
    .record(z.string(), expectationSchema)
    .optional()
    .describe("By proxy id; in place of what follows from symptom, proxy and topology."),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioFault = Scenario["faults"][number];

/** A scenario with where it comes from. */
export interface LoadedScenario {
  /** Short and unique in a run: the path without its ending. */
  id: string;
  file?: string;
  scenario: Scenario;
}
