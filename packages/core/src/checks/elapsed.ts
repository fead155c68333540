import type { ActKind } from "../act.ts";
import { elapsedMs } from "../answer.ts";
import type { End } from "../answer.ts";
import type { Exchange } from "../observe.ts";
import type { Check } from "./check.ts";

/**
 * What a busy machine may add to any time, in ms, besides the lag that the agent saw in itself: it
 * cannot see how late the proxy is (measured: 160 ms over 500 with six lanes on two cores). A timer
 * of a user's configuration, or one that fires once more for a retry, is further off than this.
 */
export const toleranceMs = 800;

/** A timer may fire so much early: nginx and HAProxy read the clock once per turn of their loop. */
const earlyMs = 15;

/** Ends that no timer of the proxy brings. */
const endless: ReadonlySet<End> = new Set<End>(["no-answer", "proxy-died"]);

/**
 * Whether the exchange lasted as long as the timer that should end it, or ended at once. The
 * upstream's own waits may come on top.
 */
export const elapsedCheck: Check = ({ exchange, expected, topology, view, time_scale }) => {
  const { answer, answered } = exchange;
  if (!answer || !answered || endless.has(expected.end)) return undefined;
  const timer = expected.timer === undefined ? 0 : (topology.timeouts[expected.timer] ?? 0);
  const expected_ms = timer * Math.max(1, expected.attempts ?? 1);
  const own_ms = waitsMs(exchange);
  const adds_ms = expected.adds_ms ?? { least: 0, most: 0 };
  const least = Math.max(0, timer === 0 ? 0 : timer - earlyMs) + adds_ms.least;
  const most = expected_ms + own_ms + adds_ms.most + toleranceMs * time_scale + view.lag_ms;
  const elapsed = elapsedMs(answer);
  const after = expected.timer === undefined ? "at once" : `${expected.timer} ${timer}`;
  return {
    check: "elapsed",
    status: elapsed >= least && elapsed <= most ? "pass" : "fail",
    expected: [`${after} (${Math.round(least)} to ${Math.round(most)} ms)`],
    actual: `${Math.round(elapsed)} ms`,
    evidence: [answered.seq],
  };
};

/**
 * What V8 may take to find that nothing in a full heap is garbage (measured: up to 1.1 s), and a
 * process to take 384 MiB (measured: 0.2 s).
 */
const full_memory_ms = 2_000;

const fillsMemory: ReadonlySet<ActKind> = new Set<ActKind>(["overflow-heap", "exhaust-memory"]);

/** The time that the upstream's acts took on purpose. */
function waitsMs({ acts }: Exchange): number {
  let sum = 0;
  for (const { act } of acts) {
    if (fillsMemory.has(act.kind)) sum += full_memory_ms;
    if (
      act.kind === "sleep" ||
      act.kind === "block" ||
      act.kind === "burn" ||
      act.kind === "freeze"
    ) {
      sum += act.ms;
    }
  }
  return sum;
}
