import Fastify from "fastify";
import type { ControlContext } from "./context.ts";
import { addEventRoute } from "./events.ts";
import { addRoutes } from "./routes.ts";

/**
 * The description of the API (OpenAPI 3.1). It is made when it is first asked for, by a second
 * server that never listens: the libraries for it cost as much time as all the rest of the start.
 */
export async function describeApi(context: ControlContext): Promise<object> {
  const [{ default: swagger }, zod] = await Promise.all([
    import("@fastify/swagger"),
    import("fastify-type-provider-zod"),
  ]);
  const app = Fastify();
  app.setValidatorCompiler(zod.validatorCompiler);
  app.setSerializerCompiler(zod.serializerCompiler);
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Gatecrash control API",
        description: "Makes faults of the fake upstream active, and shows what happens.",
        version: context.version,
      },
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    },
    transform: zod.jsonSchemaTransform,
  });
  await app.register(async (routes) => {
    addRoutes(routes, context);
    addEventRoute(routes, context);
  });
  await app.ready();
  return app.swagger();
}
