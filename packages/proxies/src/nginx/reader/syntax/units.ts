const secondsOf: Record<string, number> = {
  y: 31_536_000,
  M: 2_592_000,
  w: 604_800,
  d: 86_400,
  h: 3_600,
  m: 60,
  s: 1,
};

/** `1m30s`, `500ms`, `30` (seconds) in milliseconds; undefined if it is no time of nginx. */
export function milliseconds(text: string): number | undefined {
  const whole = /^(?:(?:\d+(?:ms|[yMwdhms]))+(?:\d+)?|\d+)$/;
  const trimmed = text.replaceAll(" ", "");
  if (!whole.test(trimmed)) return undefined;
  let total = 0;
  for (const [, number, unit] of trimmed.matchAll(/(\d+)(ms|[yMwdhms])?/g)) {
    total += unit === "ms" ? Number(number) : Number(number) * secondsOf[unit ?? "s"]! * 1000;
  }
  return total;
}

/** `8k`, `1m`, `2g`, `4096` in bytes. */
export function bytes(text: string): number | undefined {
  const match = /^(\d+)([kKmMgG]?)$/.exec(text);
  if (match === null) return undefined;
  const power = ["", "k", "m", "g"].indexOf(match[2]!.toLowerCase());
  return Number(match[1]) * 1024 ** power;
}

export function wholeNumber(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

export function flag(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === "on" ? true : lower === "off" ? false : undefined;
}
