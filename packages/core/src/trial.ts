import { z } from "zod";
import { actSchema } from "./act.ts";
import { faultScopes } from "./fault.ts";
import { expectationSchema } from "./proxy.ts";
import { requestSchema } from "./request.ts";
import { symptomSchema } from "./symptom.ts";
import { topologySchema } from "./topology.ts";
import { whenSchema } from "./when.ts";

/** A fault of the catalogue with complete parameters, or a script written in the scenario. */
export const actingSchema = z.union([
  z.strictObject({ fault: z.string(), params: z.record(z.string(), z.unknown()) }),
  z.strictObject({ script: z.array(actSchema).max(1_000) }),
]);

export type Acting = z.infer<typeof actingSchema>;

/** One cell of the matrix: one fault, one proxy, one sequence of requests. */
/** What an audit's trial is about. */
export const auditedSchema = z.strictObject({
  /** Id of the route. */
  route: z.string(),
  /** Ids of the endpoints that the route can lead to, and of those that have the fault. */
  endpoints: z.array(z.string()),
  faulty: z.array(z.string()),
  /** The requests are made at the same time, in place of one after the other. */
  parallel: z.boolean().optional(),
  /** Address that its requests come from, if it is not to share one with other trials. */
  client: z.string().optional(),
});

export const trialSchema = z.strictObject({
  /** `scenario/fault[~variant]/proxy[@version]`: stable, so that a seed can be derived from it. */
  id: z.string(),
  scenario: z.string(),
  title: z.string(),
  family: z.string(),
  /** Name of the fault and its variant, as a row of the matrix shows it. */
  fault: z.string(),
  variant: z.string(),
  acting: actingSchema,
  scope: z.enum(faultScopes),
  symptom: symptomSchema,
  when: whenSchema,
  /** The requests (from 1) in which the fault shows; none given: those in which it is delivered. */
  shows_in: z.array(z.int().min(1)).optional(),
  /** What each request meets, where they do not all meet `symptom` or nothing. */
  symptoms: z.array(symptomSchema).optional(),
  /** Which of the upstreams have the fault (from 0); none given: all of them. */
  faulty: z.array(z.int().min(0)).optional(),
  proxy: z.string(),
  /** The version asked for; none: whichever is there. */
  proxy_version: z.string().optional(),
  topology: topologySchema,
  requests: z.array(requestSchema).min(1).max(1_000),
  /** The scenario's own expectation, in place of the driver's. */
  expect: expectationSchema.optional(),
  needs: z.array(z.string()),
  /** What is still missing for it, as its scenario says; it is skipped with this reason. */
  waiting_for: z.string().optional(),
  /** The fault takes a whole upstream process. */
  own_process: z.boolean(),
  /** The fault acts under the TLS of the topology. */
  below_tls: z.boolean().default(false),
  /** It takes the whole machine: it runs alone, after the others. */
  exclusive: z.boolean(),
  descriptors_max: z.int().optional(),
  seed: z.string(),
  /** The trial is part of an audit: its proxy has a configuration of the user's own. */
  audited: auditedSchema.optional(),
});

export type Trial = z.infer<typeof trialSchema>;
