import { Problem } from "@gatecrash/core";
import type { Entry } from "@gatecrash/core";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { WebSocket } from "@fastify/websocket";
import type { EventLog } from "../serve/event-log.ts";
import type { ControlContext } from "./context.ts";
import { eventsQuerySchema, refusalSchema } from "./schemas.ts";

/** Those who follow at the same time. */
const followers_max = 32;

/** A subscriber that reads more slowly than things happen is let go when so much waits for it. */
const waiting_bytes_max = 4_194_304;

/** `GET /events`: history entries as they happen, one JSON object a message. */
export function addEventRoute(app: FastifyInstance, { events }: ControlContext): void {
  app.withTypeProvider<ZodTypeProvider>().route({
    method: "GET",
    url: "/events",
    schema: {
      summary: "What happens, live",
      description:
        "A WebSocket. Each message is one entry of a history, as JSON. A browser sends the token as a subprotocol: gatecrash.events, gatecrash.token.<base64url of the token>.",
      querystring: eventsQuerySchema,
      response: { "4xx": refusalSchema },
    },
    preHandler: (_request, _reply, done) => {
      if (events.followers < followers_max) done();
      else done(new Problem("limit-exceeded", `there are ${followers_max} followers already`));
    },
    handler: async (_request, reply) => {
      const message = "expected a WebSocket handshake, but this is a plain request";
      const help = "Connect with a WebSocket client: ws://…/events";
      return reply.code(426).send({ code: "usage-invalid" as const, message, help });
    },
    wsHandler: (socket, request) => {
      const { replay } = request.query;
      follow(socket, events, replay);
    },
  });
}

function follow(socket: WebSocket, events: EventLog, replay: number): void {
  const send = (entry: Entry) => {
    if (socket.bufferedAmount > waiting_bytes_max) socket.close(1013, "too slow");
    else socket.send(JSON.stringify(entry));
  };
  for (const entry of events.last(replay)) send(entry);
  socket.once("close", events.follow(send));
}
