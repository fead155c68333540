import { elapsedMs } from "@gatecrash/core";
import type { Entry, ReportOptions } from "@gatecrash/core";
import { durationText } from "../shared/summary.ts";
import { visible } from "../shared/visible.ts";
import { paperOf } from "./paper.ts";
import { cut } from "./width.ts";

/** What the live line knows. */
export interface LiveState {
  first_ns: string;
  last_ns: string;
  planned: number;
  done: number;
  running: number;
  troubles: number;
  slowest?: { trial_id: string; elapsed_ms: number };
}

export const liveStart: LiveState = {
  first_ns: "0",
  last_ns: "0",
  planned: 0,
  done: 0,
  running: 0,
  troubles: 0,
};

/** The state after one more entry. Pure. */
export function follow(state: LiveState, entry: Entry): LiveState {
  const now = { ...state, last_ns: entry.at_ns };
  switch (entry.kind) {
    case "run-started":
      return { ...liveStart, first_ns: entry.at_ns, last_ns: entry.at_ns };
    case "planned":
      return { ...now, planned: now.planned + 1 };
    case "skipped":
      return { ...now, done: now.done + 1 };
    case "trial-started":
      return { ...now, running: now.running + 1 };
    case "trial-ended":
      return { ...now, done: now.done + 1, running: now.running - 1 };
    case "trouble":
      return { ...now, troubles: now.troubles + 1 };
    case "answered": {
      const elapsed_ms = elapsedMs(entry.answer);
      if (elapsed_ms <= (now.slowest?.elapsed_ms ?? 0)) return now;
      return { ...now, slowest: { trial_id: entry.trial_id, elapsed_ms } };
    }
    default:
      return now;
  }
}

const barColumns = 20;

/** The state as one line that fits the terminal. */
export function liveText(state: LiveState, options: ReportOptions): string {
  const paper = paperOf(options);
  const share = state.planned === 0 ? 0 : Math.min(1, state.done / state.planned);
  const full = Math.floor(share * barColumns);
  const bar =
    paper.ink("pass", "━".repeat(full)) + paper.ink("faint", "─".repeat(barColumns - full));
  const pieces = [
    `${state.done}/${state.planned}`,
    `${state.running} running`,
    durationText(Number(BigInt(state.last_ns) - BigInt(state.first_ns)) / 1e6),
    ...(state.troubles > 0 ? [`${state.troubles} in trouble`] : []),
    ...(state.slowest ? [slowestText(state.slowest)] : []),
  ];
  // One column stays free: a cursor behind the last one makes some terminals wrap.
  return `${bar} ${cut(pieces.join(" · "), paper.columns - barColumns - 2)}`;
}

function slowestText({ trial_id, elapsed_ms }: NonNullable<LiveState["slowest"]>): string {
  const name = trial_id.split("/").slice(-2).join(" on ");
  return `slowest ${durationText(elapsed_ms)} ${visible(name)}`;
}
