import type { Act } from "./act.ts";

/** Parameters whose names end with `_ms` are times and are stretched like every timer. */
export function scaleParams(
  params: Record<string, unknown>,
  factor: number,
): Record<string, unknown> {
  const scale = ([name, value]: [string, unknown]) =>
    name.endsWith("_ms") && typeof value === "number"
      ? ([name, Math.round(value * factor)] as const)
      : ([name, value] as const);
  return Object.fromEntries(Object.entries(params).map(scale));
}

/** The times of an act, stretched. */
export function scaleAct(act: Act, factor: number): Act {
  if (act.kind === "exit" && act.restart_ms !== undefined) {
    return { ...act, restart_ms: act.restart_ms * factor };
  }
  return "ms" in act && act.ms !== undefined ? { ...act, ms: act.ms * factor } : act;
}
