import { z } from "zod";

/** A moment of the machine's monotonic clock, as histories write it: ns in decimal digits. */
export const nanosecondsSchema = z.string().regex(/^\d{1,20}$/, "nanoseconds in decimal digits");

export type Nanoseconds = z.infer<typeof nanosecondsSchema>;

/** From one moment to another, in ms. */
export function msBetween(from: Nanoseconds, to: Nanoseconds): number {
  return Number(BigInt(to) - BigInt(from)) / 1e6;
}
