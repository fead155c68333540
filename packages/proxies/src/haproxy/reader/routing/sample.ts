/** A value that an expression gave for a request. */
export type Sample =
  | {
      /** One for each element of a list header; none: there is no such value. */
      values: readonly string[];
      type: "text" | "number" | "truth" | "address";
    }
  /** It cannot be foreseen, and why. */
  | { unknown: string };

/** True, false, or the reason why it cannot be foreseen. */
export type Truth = boolean | string;

export const absent: Sample = { values: [], type: "text" };

export function text(value: string | undefined): Sample {
  return value === undefined ? absent : { values: [value], type: "text" };
}

export function number(value: number): Sample {
  return { values: [String(value)], type: "number" };
}

export function truth(value: boolean): Sample {
  return { values: [value ? "1" : "0"], type: "truth" };
}

export function unknown(reason: string): Sample {
  return { unknown: reason };
}

/** The one value where only one is asked for: the last of a list. */
export function single(sample: Sample): string | undefined {
  return "unknown" in sample ? undefined : sample.values.at(-1);
}

/** The same sample with every value changed; a value for which nothing comes back is dropped. */
export function mapSample(sample: Sample, change: (value: string) => string | undefined): Sample {
  if ("unknown" in sample) return sample;
  const values = sample.values.map(change).filter((value) => value !== undefined);
  return { values, type: "text" };
}
