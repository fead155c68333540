import { resolve } from "node:path";
import type { Lane, LaneSpec } from "@gatecrash/core";
import { AgentProcess, describeEnd } from "../shared/agent-process.ts";
import type { AgentEnd } from "../shared/agent-process.ts";
import { settled } from "../shared/settled.ts";
import { docker, dockerFailed } from "./client.ts";
import { daemonState } from "./daemon.ts";
import type { ProxyContainer } from "./proxy-container.ts";

/** Time for agent and proxies to be gone and removed once the agent's input is closed. */
const finish_ms_max = 8_000;
const remove_ms_max = 10_000;

/**
 * The containers of a lane. The agent's is the lane: no network but loopback, and its process
 * namespace. Proxies join both, so they end with it; and it ends when the client's standard input
 * does, which the kernel closes however the runner goes. The lane is there once the agent has
 * answered anything: only then can a proxy join it.
 *
 * A daemon that is killed leaves its containers running (measured on 20.10): nothing but the next
 * start of a daemon removes them then, and it does so by itself.
 */
export class LaneContainers {
  readonly #spec: LaneSpec;
  readonly #agent: AgentProcess;
  readonly #proxies: ProxyContainer[] = [];
  #closing: Promise<void> | undefined;

  private constructor(spec: LaneSpec, agent: AgentProcess) {
    this.#spec = spec;
    this.#agent = agent;
  }

  /** @throws Problem `launcher-unavailable` if there is no docker client */
  static async start(spec: LaneSpec, agent_args: readonly string[]): Promise<LaneContainers> {
    const agent = await AgentProcess.start("docker", agent_args, resolve(spec.folder));
    return new LaneContainers(spec, agent);
  }

  /** What every lane of containers does in the same way. */
  get lane(): Pick<Lane, "write" | "onLine" | "ended" | "close"> {
    return {
      write: (line) => {
        this.#agent.write(line);
      },
      onLine: (sink) => {
        this.#agent.onLine(sink);
      },
      ended: this.#agent.ended.then(describeLoss),
      close: () => (this.#closing ??= close(this.#spec, this.#agent, this.#proxies)),
    };
  }

  /** Starts one more proxy; its number makes its name. */
  add(start: (number: number) => ProxyContainer): ProxyContainer {
    const proxy = start(this.#proxies.length + 1);
    this.#proxies.push(proxy);
    return proxy;
  }
}

async function describeLoss(end: AgentEnd): Promise<string> {
  if (end.code === 0) return describeEnd(end);
  const daemon = await daemonState();
  if (!daemon.up) return `the Docker daemon went away: ${daemon.because}`;
  if (end.code === dockerFailed) return `Docker could not run the agent's container: ${end.said}`;
  return describeEnd(end);
}

async function close(
  spec: LaneSpec,
  agent: AgentProcess,
  proxies: ProxyContainer[],
): Promise<void> {
  agent.endInput();
  const all = Promise.all([agent.ended, ...proxies.map((proxy) => proxy.gone)]);
  const clean = await settled(all, finish_ms_max);
  // A client that ended well has waited until its container was removed.
  const exits = clean ? await all : [];
  if (clean && exits.every(({ code }) => code !== undefined && code !== dockerFailed)) return;
  await removeAll(spec);
  agent.kill();
  for (const proxy of proxies) proxy.abandon();
  await settled(all, finish_ms_max);
}

/** Removes what is left of the lane, if the daemon still answers. */
async function removeAll({ run_id, lane_id }: LaneSpec): Promise<void> {
  const filters = [`label=gatecrash.run=${run_id}`, `label=gatecrash.lane=${lane_id}`];
  const list = await docker([
    "ps",
    "--all",
    "--quiet",
    ...filters.flatMap((each) => ["--filter", each]),
  ]);
  const ids = list.stdout.split("\n").filter((id) => id !== "");
  if (ids.length > 0) await docker(["rm", "--force", "--volumes", ...ids], remove_ms_max);
}
