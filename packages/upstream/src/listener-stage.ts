import type { Act } from "@gatecrash/core";
import type { Performed } from "./performed.ts";
import type { Listener } from "./listener.ts";
import { aborted } from "./network/acts.ts";
import type { NetworkActs } from "./network/acts.ts";
import { performOnProcess } from "./perform.ts";
import type { Stage } from "./play.ts";

export interface ListenerStageOptions {
  signal: AbortSignal;
  network: NetworkActs;
  /** Resolves when the trial makes its first request. */
  begun: Promise<unknown>;
  /** Called when the script begins to wait: what comes before is done. */
  onWait(): void;
  supervise?: (act: Act) => Promise<void>;
}

/** Performs the acts of a fault whose scope is the listener. */
export function listenerStage(
  listeners: readonly Listener[],
  { signal, network, begun, onWait, supervise }: ListenerStageOptions,
): Stage {
  let proof: string | undefined;
  const onAll = async (perform: (listener: Listener) => Promise<Performed>): Promise<Performed> => {
    const results = await Promise.all(listeners.map(perform));
    const worst = results.find((each) => each.result !== "ok") ?? results[0];
    proof = worst?.note;
    return worst ?? { result: "failed", note: "no listener" };
  };
  const waitFor = async (event: Promise<unknown>): Promise<Performed> => {
    onWait();
    await Promise.race([event, aborted(signal)]);
    return { result: signal.aborted ? "healed" : "ok" };
  };
  return {
    proof: () => network.proof ?? proof,
    perform: async (act) => {
      switch (act.kind) {
        case "refuse":
          return onAll((listener) => listener.refuse(act.ms));
        case "remove-socket":
          return onAll((listener) => listener.removeSocket());
        case "fill-backlog":
          return onAll((listener) => listener.fillBacklog());
        case "listen":
          await Promise.all(listeners.map((listener) => listener.heal()));
          return { result: "ok" };
        case "await-start":
          return waitFor(begun);
        case "sleep":
          return waitFor(passed(act.ms, signal));
        case "silence":
          return { result: "ok" };
        default: {
          if (act.kind === "await-dropped") onWait();
          const performed =
            (await network.perform(act)) ?? (await performOnProcess(act, supervise));
          proof = performed.note ?? proof;
          return performed;
        }
      }
    },
  };
}

async function passed(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
