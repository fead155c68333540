import type { Acting, Random, Script } from "@gatecrash/core";
import type { AgentParts } from "@gatecrash/runner/agent";
import { healthyFor, stampedJournal, Upstream } from "@gatecrash/upstream";
import type { HealthyServer } from "@gatecrash/upstream";

/** Opens the fake upstreams of an audit's world. `resolve` knows the scripts, `http` the pages. */
export function worldServer(
  resolve: (acting: Acting) => Promise<(random: Random) => Script>,
  http: HealthyServer,
): AgentParts["openServer"] {
  return async (server, trial_id, write) => {
    const healthy = healthyFor(server.protocol, http);
    const { protocol, tls, proxied = false } = server;
    const journal = stampedJournal(write);
    const upstream = new Upstream({
      trial_id,
      journal,
      healthy,
      protocol,
      tls,
      proxied,
      note_heads: true,
    });
    await upstream.listen(server.listen ?? server.address);
    return {
      inject: async ({ trial_id: id, acting, fault, scope, below_tls, seed }) => {
        const script = await resolve(acting);
        const setup = { id, fault, scope, when: {}, seed, below_tls, script };
        const injection = await upstream.inject(setup);
        return { heal: () => upstream.heal(injection) };
      },
      endKept: (ms_max) => upstream.endKept(ms_max),
      settle: (ms_max) => upstream.settle(ms_max),
      close: () => upstream.close(),
    };
  };
}
