import websocket from "@fastify/websocket";
import Fastify from "fastify";
import type { FastifyInstance } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { noCompilers } from "../no-compilers.ts";
import type { ControlContext } from "./context.ts";
import { addErrorAnswers } from "./errors.ts";
import { addEventRoute } from "./events.ts";
import { eventsProtocol, guard } from "./guard.ts";
import type { GuardOptions } from "./guard.ts";
import { describeApi } from "./openapi.ts";
import { addRoutes } from "./routes.ts";

/** Limits of what the control API takes. */
const body_bytes_max = 65_536;
const message_bytes_max = 1_024;
const request_ms_max = 10_000;

/** Where the API says what it did; never a header or a body, for there are secrets in them. */
export interface ControlLog {
  debug(values: object, message: string): void;
  error(values: object, message: string): void;
}

export interface ControlOptions extends ControlContext, GuardOptions {
  log: ControlLog;
}

/** The control API of the fake upstream, ready to listen. */
export async function createControlServer(options: ControlOptions): Promise<FastifyInstance> {
  const { log } = options;
  const app = Fastify({
    bodyLimit: body_bytes_max,
    requestTimeout: request_ms_max,
    forceCloseConnections: true,
    schemaController: noCompilers,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // A form of another page can send text/plain without asking; JSON it cannot.
  app.removeContentTypeParser("text/plain");
  addErrorAnswers(app, log);
  // Before the guard: it ends the connection of a handshake that the guard refuses.
  await addWebSocket(app);
  app.addHook("onRequest", (request, _reply, done) => {
    try {
      guard(request.raw, options);
      done();
    } catch (error) {
      done(error as Error);
    }
  });
  app.addHook("onResponse", (request, reply, done) => {
    const { method, url } = request;
    log.debug({ method, url, status: reply.statusCode, ms: reply.elapsedTime }, "answered");
    done();
  });
  addRoutes(app, options);
  addEventRoute(app, options);
  let described: Promise<object> | undefined;
  app.get("/openapi.json", async () => (described ??= describeApi(options)));
  await app.ready();
  return app;
}

async function addWebSocket(app: FastifyInstance): Promise<void> {
  const handleProtocols = (names: Set<string>) => names.has(eventsProtocol) && eventsProtocol;
  await app.register(websocket, {
    options: { maxPayload: message_bytes_max, handleProtocols },
    // A subscriber who does not answer to the end must not hold it up.
    preClose: (done) => {
      for (const client of app.websocketServer.clients) {
        client.close(1001, "the server ends");
        client.terminate();
      }
      done();
    },
  });
}
