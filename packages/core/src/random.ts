import seedrandom from "seedrandom";

/** A stream of random numbers that depends on its seed and nothing else. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  /** True with this probability (0 to 1). */
  chance(probability: number): boolean;
  /** Printable ASCII of that many bytes, the same for the same seed. */
  text(bytes: number): string;
}

/** Opens the stream of a seed; `parts` derive independent streams from one seed. */
export function createRandom(seed: string, ...parts: string[]): Random {
  const generator = seedrandom.alea([seed, ...parts].join("/"));
  const int = (min: number, max: number) => min + Math.floor(generator() * (max - min + 1));
  return {
    next: () => generator(),
    int,
    chance: (probability) => generator() < probability,
    text: (bytes) =>
      Array.from({ length: bytes }, () => String.fromCharCode(int(97, 122))).join(""),
  };
}
