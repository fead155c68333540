import type { DestinationStream, Logger } from "pino";
import { didYouMean, Problem } from "@gatecrash/core";

const levels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/** Places where a secret would stand if a request were logged. */
const secrets = [
  "token",
  "*.token",
  "authorization",
  "*.authorization",
  "*.headers.authorization",
  '*.headers["sec-websocket-protocol"]',
];

/** @throws Problem `usage-invalid` for an unknown level */
export function refuseLevel(level: string): void {
  if (levels.includes(level)) return;
  const message = `no log level "${level}"; there are ${levels.join(", ")}.`;
  throw new Problem("usage-invalid", message + didYouMean(level, levels));
}

/** The program's log on standard output: JSON lines, or for people if that is a terminal. */
export async function createLogger(level: string): Promise<Logger> {
  const { default: pino } = await import("pino");
  const options = { level, redact: { paths: secrets, censor: "[redacted]" } };
  return pino(options, process.stdout.isTTY ? await prettyStream() : pino.destination(1));
}

/** In this process, not in a thread of its own: a thread costs more memory than all the rest. */
async function prettyStream(): Promise<DestinationStream> {
  const { default: pretty } = await import("pino-pretty");
  const colorize = !process.env["NO_COLOR"];
  // What the message says already is left out, so that one thing is one line.
  const ignore = "pid,hostname,at_ns,upstream_url,control_url";
  return pretty({ colorize, ignore, singleLine: true, translateTime: "HH:MM:ss.l", sync: true });
}
