import { defaultTopology } from "@gatecrash/core";
import type { Lane, PreparedLane, RenderContext, Trial, TrialSetup } from "@gatecrash/core";

/** What a driver needs to render the configuration of a lane. */
export function renderContext(
  prepared: PreparedLane,
  trials: readonly Trial[],
  { inside, as_root }: Lane,
  left_out: ReadonlySet<string>,
): RenderContext {
  const { routes, ready, dns, authority_file } = prepared;
  const rendered = routes.flatMap((route, index) => {
    const { id = "", topology = defaultTopology } = trials[index] ?? {};
    return left_out.has(id) ? [] : [{ ...route, topology }];
  });
  return {
    routes: [...rendered, { ...ready, topology: defaultTopology }],
    ...inside,
    as_root,
    ...(dns ? { dns } : {}),
    ...(authority_file === undefined ? {} : { authority_file }),
  };
}

/** What an agent needs to prepare a trial. */
export function setupOf(trial: Trial, index: number): TrialSetup {
  const { acting, when, scope, topology, faulty, own_process, below_tls, descriptors_max } = trial;
  return {
    trial_id: trial.id,
    route: `t${index + 1}`,
    acting,
    when,
    scope,
    topology,
    below_tls,
    ...(faulty ? { faulty } : {}),
    own_process,
    ...(descriptors_max === undefined ? {} : { descriptors_max }),
    exclusive: trial.exclusive,
    seed: trial.seed,
  };
}
