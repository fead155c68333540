import type { FastifyError, FastifyInstance } from "fastify";
import { Problem } from "@gatecrash/core";
import { refusalOf } from "../serve/refusal.ts";
import type { Refusal } from "../serve/refusal.ts";
import type { ControlLog } from "./server.ts";

/** Every error answer of the API is JSON: `{ code, message, help }`. */
export function addErrorAnswers(app: FastifyInstance, log: ControlLog): void {
  app.setErrorHandler<FastifyError>(async (error, _request, reply) => {
    const { status, body } = error instanceof Problem ? refusalOf(error) : fromFastify(error);
    if (status >= 500) log.error({ err: error }, "a request to the control API failed");
    return reply.code(status).send(body);
  });
  app.setNotFoundHandler(async (request, reply) => {
    const message = `there is nothing at ${request.method} ${request.url}`;
    const help = "GET /openapi.json describes what there is.";
    return reply.code(404).send({ code: "unknown-name", message, help } satisfies Refusal);
  });
}

/** What the server itself refuses: too large, not JSON, not what the schema asks for. */
function fromFastify(error: FastifyError): { status: number; body: Refusal } {
  const status = error.statusCode ?? 500;
  if (error.validation) {
    const message = error.validation.map(tell).join("; ");
    const help = "GET /openapi.json describes what is expected.";
    return { status: 400, body: { code: "usage-invalid", message, help } };
  }
  if (status === 413) {
    return { status, body: { code: "limit-exceeded", message: error.message } };
  }
  if (status < 500) return { status, body: { code: "usage-invalid", message: error.message } };
  return { status, body: { code: "agent-failed", message: error.message } };
}

function tell({ instancePath, message }: { instancePath: string; message?: string }): string {
  const path = instancePath.split("/").filter(Boolean).join(".");
  return path === "" ? (message ?? "invalid") : `${path}: ${message ?? "invalid"}`;
}
