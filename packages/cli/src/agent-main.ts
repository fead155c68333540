import { createRandom } from "@gatecrash/core";
import type { Random, Script, TrialSetup } from "@gatecrash/core";
import { runAgent } from "@gatecrash/runner/agent";
import type { AgentParts } from "@gatecrash/runner/agent";
import {
  chooseForRequest,
  createHealthyServer,
  healthyFor,
  openAuthority,
  openInTurn,
  openLast,
  openRestarting,
  openWorker,
  outlives,
  restarts,
  stampedJournal,
  Upstream,
} from "@gatecrash/upstream";
import type { SupervisorOptions } from "@gatecrash/upstream";
import { LaneParts } from "./lane-services.ts";
import { workerFile } from "./programs.ts";
import { TurnOutput } from "./turn-output.ts";
import { worldServer } from "./world-server.ts";
import { openWorldServices } from "./world-services.ts";
import { scriptResolver } from "./resolve-script.ts";

/**
 * The agent of a lane; speaks JSON lines on standard input and output. Arguments: folders of
 * faults.
 */
export async function agentMain(faults: readonly string[]): Promise<void> {
  const output = new TurnOutput(1);
  const parts = await agentParts(faults);
  await runAgent({
    parts,
    input: process.stdin,
    write: (line) => {
      output.add(line);
    },
  });
  output.close();
  process.exit(0);
}

async function agentParts(faults: readonly string[]): Promise<AgentParts> {
  const resolve = scriptResolver(faults);
  const http = await createHealthyServer({ onRequest: chooseForRequest });
  const lane = new LaneParts(resolve);
  return {
    sharesProcess: async (setup) => {
      const opens = processFor(setup, await resolve(setup.acting));
      return opens === openInTurn || opens === openLast;
    },
    openTrial: async (setup, addresses, write, tools) => {
      const { trial_id, acting, when, scope, faulty, seed, descriptors_max, below_tls } = setup;
      const { protocol } = setup.topology;
      const tls = setup.topology.tls !== undefined;
      const fault = "fault" in acting ? acting.fault : "script";
      const journal = stampedJournal(write);
      const on = faulty ? { faulty } : {};
      if (setup.own_process) {
        const limit = descriptors_max === undefined ? {} : { descriptors_max };
        const more = { protocol, below_tls, ...on, ...(tls ? { tls: await goodIdentity() } : {}) };
        const script = await resolve(acting);
        return processFor(
          setup,
          script,
        )({
          command: { node: process.execPath, args: [workerFile, ...faults] },
          setup: { trial_id, addresses, acting, fault, when, scope, seed, ...more },
          ...limit,
          write,
          journal,
        });
      }
      const network = lane.networkOf(tools);
      const script = await resolve(acting);
      const healthy = healthyFor(protocol, http);
      const moving = lane.movingOf(setup);
      const means = { ...(moving ? { moving } : {}), ...(network ? { network } : {}) };
      const upstream = new Upstream({ trial_id, journal, healthy, protocol, tls, ...means });
      for (const address of addresses) await upstream.listen(address);
      // A fault of the name is at work in the lane's DNS, and the servers are well.
      if (scope === "query") return upstream;
      await upstream.inject({ id: trial_id, fault, scope, when, seed, below_tls, script }, faulty);
      return upstream;
    },
    openServices: lane.openServices,
    openWorldServices,
    openServer: worldServer(resolve, http),
    openHealthy: async (address) => {
      const journal = () => undefined;
      const upstream = new Upstream({ trial_id: "ready", journal, healthy: http });
      await upstream.listen(address);
      return upstream;
    },
  };
}

/** How the process of a trial's upstream is come by. */
function processFor(setup: TrialSetup, script: (random: Random) => Script) {
  const { seed, descriptors_max, exclusive } = setup;
  if (restarts(script(createRandom(seed)))) return openRestarting;
  if (descriptors_max !== undefined) return openAlone;
  if (outlives(script(createRandom(seed)))) return openInTurn;
  // When all others are done, nobody needs the processes that were kept for them.
  return exclusive ? openLast : openAlone;
}

const openAlone = (options: SupervisorOptions) => openWorker(options);

async function goodIdentity() {
  const authority = await openAuthority();
  return { identity: await authority.identity("good") };
}
