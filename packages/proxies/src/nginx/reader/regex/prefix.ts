import type { Tree } from "./tree.ts";

/** What every text begins with that the expression matches; empty where it cannot be told. */
export function literalStart({ root, caseless }: Tree): string {
  if (caseless || root.kind !== "sequence") return "";
  const [first, ...items] = root.items;
  if (first?.kind !== "edge" || first.at !== "start") return "";
  let text = "";
  for (const item of items) {
    const [low, high] = item.kind === "set" && !item.negated ? (item.ranges[0] ?? []) : [];
    if (low === undefined || low !== high || (item.kind === "set" && item.ranges.length > 1)) break;
    text += String.fromCharCode(low);
  }
  return text;
}
