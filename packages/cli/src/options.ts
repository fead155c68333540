import { InvalidArgumentError } from "commander";
import type { Command } from "commander";

/** Collects an option that may be given more than once. */
export const collect = (value: string, all: string[]) => [...all, value];

/** A whole number in a range. */
export function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}`);
    }
    return value;
  };
}

/** A number in a range, such as 0.5. */
export function factor(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= min && value <= max))
      throw new InvalidArgumentError(`expected a number from ${min} to ${max}`);
    return value;
  };
}

/** What to run, where, and how fast: the options of every command that runs trials of the catalogue. */
export function addPlaceOptions(command: Command): Command {
  return command
    .option("--launcher <name>", "docker, netns, process, or auto: the first that can", "auto")
    .option("--fault <ids>", "only these faults", collect, [])
    .option("--faults <folder>", "a folder with faults of your own", collect, [])
    .option("--width <n>", "trials at the same time (48 a core)", wholeNumber(1, 10_000))
    .option(
      "--time-scale <factor>",
      "stretches every timer, for slow machines",
      factor(0.2, 100),
      1,
    )
    .option("--image <proxy=ref>", "a container image in place of the official one", collect, [])
    .option("--binary <proxy=path>", "a native binary in place of the one on PATH", collect, [])
    .option("--pull", "pull images that are missing", false)
    .option("--runs <folder>", "where runs are recorded", ".gatecrash/runs");
}

/** The options that `run` and `matrix` share. */
export function addRunOptions(command: Command): Command {
  return addPlaceOptions(
    command.option(
      "--proxy <names>",
      "only these proxies, such as nginx or nginx@1.26,haproxy@3.0",
      collect,
      [],
    ),
  )
    .option("--grep <pattern>", "only trials whose id or title fits this regular expression")
    .option("--seed <text>", "seed of everything random; the same seed gives the same acts")
    .option("--reporter <name>", "text, json, junit, tap, markdown", collect, [])
    .option(
      "--output <file>",
      "file of the first reporter, then of the second …; -: standard output",
      collect,
      [],
    )
    .option("--fail-fast", "end at the first outcome that is not as expected", false)
    .option("--list", "print the ids of the trials and run nothing", false);
}
