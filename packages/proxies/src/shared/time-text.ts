const units = [
  [3_600_000, "h"],
  [60_000, "m"],
  [1_000, "s"],
] as const;

/** A time as proxies read it and people write it: `90m`, `1500ms`. */
export function timeText(ms: number): string {
  const unit = units.find(([size]) => ms >= size && ms % size === 0);
  return unit ? `${ms / unit[0]}${unit[1]}` : `${Math.round(ms)}ms`;
}
