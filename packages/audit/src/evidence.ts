import { describeAnswer, symptomName } from "@gatecrash/core";
import type { Place, Setting } from "@gatecrash/core";
import type { Evidence } from "./finding.ts";
import type { Probe, RouteView } from "./view.ts";

/** Log lines that a finding shows of one trial. */
const lines_max = 3;

/** What a trial showed, in one sentence. */
export function shown(probe: Probe): Evidence {
  const { trial, method, answer } = probe;
  const path = trial.requests[0]?.path ?? "/";
  const got = answer ? describeAnswer(answer) : "nothing";
  const where = probe.partly ? " on one of the servers" : "";
  const after = probe.after ? `; with the upstream well again: ${describeAnswer(probe.after)}` : "";
  return {
    trial: trial.id,
    entries: probe.evidence,
    text: `${method} ${path} with ${probe.fault} (${symptomName(trial.symptom)})${where}: ${got} after ${measured(probe)}${after}`,
    log_lines: probe.log_lines.slice(0, lines_max),
  };
}

/** What was measured and, where times were scaled, what it comes to with the real ones. */
export function measured({ elapsed_ms, time_scale }: Pick<Probe, "elapsed_ms" | "time_scale">) {
  const text = `${Math.round(elapsed_ms)} ms`;
  if (time_scale === 1) return text;
  return `${text} with times × ${time_scale} (really about ${time(elapsed_ms / time_scale)})`;
}

/** What the configuration says by itself, where no trial was needed. */
export function stated(text: string): Evidence {
  return { entries: [], text, log_lines: [] };
}

/** Trials that tell something: the fault was on the wire, and nothing was wrong with the trial. */
export function told({ probes }: RouteView): Probe[] {
  return probes.filter(({ trouble, answer, delivered }) => !trouble && answer && delivered);
}

/** A whole answer with a status below 400. */
export function wentWell({ answer }: Pick<Probe, "answer">): boolean {
  return answer?.end === "answered" && (answer.status ?? 599) < 400;
}

/** Where a setting stands, or, for a default, the place that is nearest to it. */
export function causeOf(setting: Setting<unknown> | undefined, otherwise: Place): Place {
  return setting?.at ?? otherwise;
}

/** `directive (default)` for a setting that nothing was said of. */
export function named({ directive, at }: Setting<unknown>): string {
  return at ? directive : `${directive} (by default)`;
}

/** Milliseconds as people say them. */
export function time(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms / 6_000) / 10} min`;
}
