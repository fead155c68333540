import type { FindingRule } from "@gatecrash/audit";
import { didYouMean, Problem, variantsOf } from "@gatecrash/core";
import type { CatalogueFault } from "@gatecrash/core";

/** @throws Problem `unknown-name` */
export function refuseUnknownFinding(id: string, rules: ReadonlyMap<string, FindingRule>): void {
  refuseUnknown(id, [...rules.keys()], "finding");
}

/** Takes `<fault>` and `<fault>~<variant>`. @throws Problem `unknown-name` */
export function refuseUnknownFault(id: string, faults: ReadonlyMap<string, CatalogueFault>): void {
  const [name = "", variant] = id.split("~");
  refuseUnknown(name, [...faults.keys()], "fault");
  const found = faults.get(name);
  if (!found || variant === undefined) return;
  const variants = variantsOf(found.fault).map((each) => each.name);
  refuseUnknown(variant, variants, `variant of ${name}`);
}

function refuseUnknown(id: string, all: readonly string[], what: string): void {
  if (all.includes(id)) return;
  throw new Problem("unknown-name", `no ${what} "${id}".${didYouMean(id, all)}`);
}
