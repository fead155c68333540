import { resolve } from "node:path";
import { exitCodes, Problem } from "@gatecrash/core";
import { EventLog, FakeUpstream, openControl } from "@gatecrash/upstream";
import type { ControlOptions, FaultCatalogue, OpenControl } from "@gatecrash/upstream";
import { openCatalogue } from "../catalogue.ts";
import { workerFile } from "../programs.ts";
import { isLoopback, listenProblem, urlOf } from "../serve/addresses.ts";
import { logFacts } from "../serve/log-facts.ts";
import { createLogger, refuseLevel } from "../serve/logger.ts";
import { untilAsked } from "../serve/until-asked.ts";
import { version } from "../version.ts";

export interface ServeCommandOptions {
  host: string;
  port: number;
  controlHost: string;
  controlPort: number;
  token?: string;
  allowHost: string[];
  callerFaults: boolean;
  faults: string[];
  seed: string;
  logLevel: string;
}

/** What both sides of the server share. */
interface Shared {
  catalogue: FaultCatalogue;
  events: EventLog;
  seed: string;
  caller_faults: boolean;
}

/**
 * `gatecrash serve`: the fake upstream alone, with its control API, until a signal ends it.
 * @throws Problem `usage-invalid`, `port-in-use`
 */
export async function serveCommand(options: ServeCommandOptions): Promise<number> {
  const token = tokenOf(options);
  refuseLevel(options.logLevel);
  const asked = untilAsked();
  const events = new EventLog();
  const faults = options.faults.map((folder) => resolve(folder));
  const catalogue = openCatalogue(faults);
  const { seed, callerFaults: caller_faults } = options;
  const shared = { catalogue, events, seed, caller_faults };
  const upstream = await openUpstream({ ...options, faults }, shared);
  try {
    // Only now: whoever waits for the upstream need not wait for this.
    const log = await createLogger(options.logLevel);
    events.subscribe(logFacts(log));
    const control = await openControlAt(options, {
      ...shared,
      upstream,
      version,
      log,
      allow_hosts: options.allowHost,
      ...(token === undefined ? {} : { token }),
    });
    const upstream_url = upstream.addresses.map(urlOf).join(" ");
    const control_url = urlOf(control.address);
    log.info(
      { upstream_url, control_url },
      `ready: upstream ${upstream_url}, control ${control_url}`,
    );
    const signal = await asked;
    log.info({ signal }, "ending");
    await control.close();
  } finally {
    await upstream.close();
  }
  return exitCodes.pass;
}

/** An API that others can reach must not be anyone's. */
function tokenOf({ token, controlHost }: ServeCommandOptions): string | undefined {
  const given = token ?? (process.env["GATECRASH_TOKEN"] || undefined);
  if (given !== undefined && !/^[\x21-\x7e]{1,1024}$/.test(given)) {
    const message = "the token must be 1 to 1024 printable characters without spaces";
    throw new Problem("usage-invalid", message);
  }
  if (given === undefined && !isLoopback(controlHost)) {
    throw new Problem(
      "usage-invalid",
      `others can reach ${controlHost}: a control API there needs a token, and there is none`,
      "Set GATECRASH_TOKEN or give --token <text>, or leave --control-host out.",
    );
  }
  return given;
}

async function openUpstream(options: ServeCommandOptions, shared: Shared): Promise<FakeUpstream> {
  const address = { address: options.host, port: options.port };
  const worker = { node: process.execPath, args: [workerFile, ...options.faults] };
  return FakeUpstream.open({ ...shared, addresses: [address], worker }).catch((error: unknown) => {
    throw listenProblem(error, address, "--port");
  });
}

async function openControlAt(
  { controlHost, controlPort }: ServeCommandOptions,
  options: ControlOptions,
): Promise<OpenControl> {
  const address = { address: controlHost, port: controlPort };
  return openControl(address, options).catch((error: unknown) => {
    throw listenProblem(error, address, "--control-port");
  });
}
