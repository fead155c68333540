import { spawn } from "node:child_process";
import { constants } from "node:os";
import { messageOf, Problem } from "@gatecrash/core";
import type { LineSink, ProxyEnd, RunningProxy } from "@gatecrash/core";
import { eachLine, logLineMax } from "../shared/lines.ts";
import { toolEnvironment } from "../shared/run-tool.ts";
import { settled } from "../shared/settled.ts";
import { docker, dockerFailed } from "./client.ts";
import { daemonState } from "./daemon.ts";
import { VersionReader } from "./version-reader.ts";

const stop_ms_max = 5_000;

/** A proxy's container and the docker client that is attached to it. */
export interface ProxyContainer {
  /** Resolves when the proxy is about to start. Rejects with `proxy-start-failed`. */
  running: Promise<RunningProxy>;
  /** How the client ended, whatever the reason. */
  gone: Promise<ProxyEnd>;
  /** Ends the client, where Docker itself no longer does. */
  abandon(): void;
}

export interface ProxyContainerSpec {
  name: string;
  image: string;
  /** Arguments of the docker client. */
  args: readonly string[];
  stop_signal: string;
  /** Known by now; else the container says it first, between two marks. */
  version?: string;
  sink: LineSink;
}

/** Starts the container of a proxy in the lane of an agent. */
export function startContainer(options: ProxyContainerSpec): ProxyContainer {
  const child = spawn("docker", options.args, {
    // A session of its own: Ctrl-C in a terminal reaches the runner alone.
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    env: toolEnvironment(),
  });
  child.stdin.on("error", () => undefined);
  const gone = new Promise<ProxyEnd>((resolve) => {
    child.once("error", (error) => {
      options.sink("stderr", `docker cannot be started: ${messageOf(error)}`);
      resolve({});
    });
    child.once("close", (code, signal) => {
      resolve({ ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }) });
    });
  });
  const said: string[] = [];
  eachLine(child.stderr, "latin1", logLineMax, (line) => {
    said.splice(0, said.length, ...said.slice(-9), line);
    options.sink("stderr", line);
  });
  const log = (line: string) => {
    options.sink("stdout", line);
  };
  const reader = new VersionReader(log);
  const read = options.version === undefined ? (line: string) => reader.read(line) : log;
  eachLine(child.stdout, "latin1", logLineMax, read);
  const running = started(options, reader, gone, said);
  running.catch(() => undefined);
  return {
    running,
    gone,
    abandon: () => {
      child.kill("SIGKILL");
    },
  };
}

async function started(
  options: ProxyContainerSpec,
  reader: VersionReader,
  gone: Promise<ProxyEnd>,
  said: readonly string[],
): Promise<RunningProxy> {
  if (options.version === undefined) await Promise.race([reader.complete, gone]);
  const version = options.version ?? reader.version;
  if (version === undefined) {
    const { code } = await stop(options, gone);
    // The docker client's own advice is of no use here.
    const lines = [...reader.lines, ...said].filter((line) => !/'docker run --help'/.test(line));
    const how = code === undefined ? "" : ` (exit code ${code})`;
    const message = lines.join("\n").trim() || "no message";
    const what = `the container of ${options.image} did not start${how}: ${message}`;
    throw new Problem("proxy-start-failed", what);
  }
  // A daemon that goes away is not the end of the proxy: the lane's own end tells of that.
  const ended = gone.then(async (end) =>
    isProxyEnd(end) || (await daemonState()).up
      ? describe(end)
      : new Promise<never>(() => undefined),
  );
  return { version, ended, stop: once(() => stop(options, gone)) };
}

async function stop(
  { name, stop_signal }: ProxyContainerSpec,
  gone: Promise<ProxyEnd>,
): Promise<ProxyEnd> {
  for (const signal of [stop_signal, "SIGKILL"]) {
    if (await settled(gone, 0)) break;
    const sent = await Promise.race([gone, docker(["kill", "--signal", signal, name])]);
    if ("failure" in sent || (await settled(gone, stop_ms_max))) break;
  }
  return (await settled(gone, 0)) ? describe(await gone) : {};
}

/** A client that Docker failed, or that was killed itself, knows nothing of the proxy. */
function isProxyEnd({ code }: ProxyEnd): boolean {
  return code !== undefined && code !== dockerFailed;
}

/** An exit code above 128 is how a container tells of a signal. */
function describe(end: ProxyEnd): ProxyEnd {
  const { code = 0 } = end;
  if (!isProxyEnd(end)) return {};
  const name = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return name === undefined ? { code } : { code, signal: name };
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}
