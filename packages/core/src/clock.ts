/** A moment of the machine's monotonic clock, as histories write it. */
export type Nanoseconds = string;

/** From one moment to another, in ms. */
export function msBetween(from: Nanoseconds, to: Nanoseconds): number {
  return Number(BigInt(to) - BigInt(from)) / 1e6;
}
