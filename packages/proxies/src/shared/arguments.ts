/** The values of a one-letter option, in order: `-f value`, or `-fvalue`. */
export function valuesOf(args: readonly string[], option: string): string[] {
  return args.flatMap((word, index) => {
    if (word === option) return args[index + 1] ?? [];
    return word.startsWith(option) ? word.slice(option.length) : [];
  });
}
