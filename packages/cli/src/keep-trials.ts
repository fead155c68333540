import { didYouMean, Problem } from "@gatecrash/core";
import type { CatalogueFault, Trial } from "@gatecrash/core";

/**
 * The trials that `--fault` and `--grep` leave.
 * @throws Problem `unknown-name` for a fault that is nowhere, `usage-invalid` if nothing is left
 */
export function keepTrials(
  trials: readonly Trial[],
  options: { fault: readonly string[]; grep?: string },
  faults: ReadonlyMap<string, CatalogueFault>,
): Trial[] {
  const wanted = new Set(options.fault.flatMap((each) => each.split(",")));
  const known = new Set([...faults.keys(), ...trials.map(({ fault }) => fault)]);
  for (const name of wanted) {
    if (known.has(name)) continue;
    const hint = didYouMean(name, known);
    throw new Problem(
      "unknown-name",
      `no fault "${name}".${hint}`,
      "gatecrash list faults shows all.",
    );
  }
  const pattern = options.grep === undefined ? undefined : toPattern(options.grep);
  const kept = trials.filter(
    ({ fault, id, title }) =>
      (wanted.size === 0 || wanted.has(fault)) &&
      (!pattern || pattern.test(id) || pattern.test(title)),
  );
  if (kept.length > 0) return kept;
  throw new Problem(
    "usage-invalid",
    "no trial is left by --fault and --grep",
    "gatecrash run --list shows the ids.",
  );
}

function toPattern(text: string): RegExp {
  try {
    return new RegExp(text, "i");
  } catch {
    throw new Problem("usage-invalid", `--grep ${text}: not a regular expression`);
  }
}
