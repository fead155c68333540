import { symptomName, symptomOf, variantsOf } from "@gatecrash/core";
import type { CatalogueFault } from "@gatecrash/core";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ControlContext } from "./context.ts";
import {
  faultsSchema,
  healedSchema,
  idSchema,
  injectionInputSchema,
  injectionSchema,
  injectionsSchema,
  refusalSchema,
  statusSchema,
} from "./schemas.ts";

const refused = { "4xx": refusalSchema, "5xx": refusalSchema };

/** The routes that answer with JSON. */
export function addRoutes(app: FastifyInstance, context: ControlContext): void {
  addFaultRoutes(app, context);
  addInjectionRoutes(app, context);
  const { upstream, events, version, seed, caller_faults } = context;
  const started = performance.now();
  app.withTypeProvider<ZodTypeProvider>().get(
    "/status",
    {
      schema: { summary: "How the fake upstream is", response: { 200: statusSchema, ...refused } },
    },
    () => ({
      gatecrash: version,
      pid: process.pid,
      uptime_ms: performance.now() - started,
      rss_bytes: process.memoryUsage.rss(),
      seed,
      caller_faults,
      addresses: upstream.addresses,
      open_connections: upstream.openConnections,
      injections: upstream.list().length,
      events: events.count,
      followers: events.followers,
    }),
  );
}

function addFaultRoutes(app: FastifyInstance, { catalogue }: ControlContext): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/faults",
    {
      schema: {
        summary: "The faults that there are, with their parameters",
        response: { 200: faultsSchema, ...refused },
      },
    },
    async () => ({ faults: (await catalogue.all()).map(describe) }),
  );
}

function describe({ family, fault }: CatalogueFault) {
  const variants = variantsOf(fault).map(({ name, params }) => ({
    name,
    params,
    symptom: symptomName(symptomOf(fault, params)),
  }));
  const { id, summary, scope } = fault;
  return {
    id,
    family,
    summary,
    scope,
    symptom: symptomName(symptomOf(fault, fault.params.parse({}))),
    params: z.toJSONSchema(fault.params, { io: "input" }) as Record<string, unknown>,
    variants: variants.filter(({ name }) => name !== ""),
  };
}

function addInjectionRoutes(app: FastifyInstance, { upstream }: ControlContext): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.post(
    "/injections",
    {
      schema: {
        summary: "Make a fault active",
        body: injectionInputSchema,
        response: { 201: injectionSchema, ...refused },
      },
    },
    async (request, reply) => {
      const injection = await upstream.inject(request.body);
      return reply.code(201).header("location", `/injections/${injection.id}`).send(injection);
    },
  );
  typed.get(
    "/injections",
    {
      schema: {
        summary: "The injections that are there, in the order of their making",
        response: { 200: injectionsSchema, ...refused },
      },
    },
    () => ({ injections: upstream.list() }),
  );
  typed.delete(
    "/injections/:id",
    {
      schema: {
        summary: "End one fault",
        params: idSchema,
        response: { 204: z.null(), ...refused },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (await upstream.remove(id, "it was removed")) return reply.code(204).send(null);
      const message = `there is no injection "${id}"`;
      const help = "GET /injections lists them.";
      return reply.code(404).send({ code: "unknown-name" as const, message, help });
    },
  );
  typed.post(
    "/heal",
    {
      schema: {
        summary: "End every fault",
        response: { 200: healedSchema, ...refused },
      },
    },
    async () => ({ healed: await upstream.heal("all faults were healed") }),
  );
}
