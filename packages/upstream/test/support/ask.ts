import { Agent, request } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { Address } from "@gatecrash/core";

export interface Asked {
  /** Status, or the errno with which the exchange ended. */
  status: number | string;
  headers: IncomingHttpHeaders;
  text: string;
}

export interface AskOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  agent?: Agent;
}

/** Asks once; how the exchange ended is a value and not an error. */
export async function ask(at: Address, path: string, options: AskOptions = {}): Promise<Asked> {
  const { method = "GET", headers = {}, body, agent = new Agent() } = options;
  return new Promise((resolve) => {
    const asked = request({ host: at.address, port: at.port, path, method, headers, agent });
    const failed = (error: NodeJS.ErrnoException) => {
      resolve({ status: error.code ?? error.message, headers: {}, text: "" });
    };
    asked.on("error", failed);
    asked.on("response", (response) => {
      let text = "";
      response.setEncoding("latin1");
      response.on("data", (part: string) => (text += part));
      response.on("error", failed);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    asked.end(body);
  });
}

/** Sends JSON to the control API and reads its answer. */
export async function askJson(at: Address, method: string, path: string, value?: unknown) {
  const asked = await ask(at, path, {
    method,
    ...(value === undefined ? {} : { body: JSON.stringify(value) }),
    headers: value === undefined ? {} : { "content-type": "application/json" },
  });
  const json = (asked.text === "" ? undefined : JSON.parse(asked.text)) as never;
  return { status: asked.status, json: json as Record<string, unknown>, headers: asked.headers };
}
