import { inSet, type CharacterSet, type Node, type Regex } from "./node.ts";

const samplesMax = 8;
const charactersMax = 1_000;
/** What a request can be made of, the best first. */
const preferred = "axbyz0123456789-_ABCXYZ/.~";

/**
 * Texts that the expression is likely to match, different from each other. Likely only: a
 * look-ahead or a word boundary is not heeded, so whoever uses one has to try it.
 */
export function samplesOf(regex: Regex): string[] {
  const samples = new Set<string>();
  for (let variant = 0; variant < samplesMax; variant += 1) {
    const text = make(regex.node, variant, charactersMax);
    if (text.length <= charactersMax) samples.add(text);
  }
  return [...samples];
}

function make(node: Node, variant: number, room: number): string {
  if (room < 0) return "";
  switch (node.kind) {
    case "character":
      return String.fromCharCode(node.code);
    case "set":
      return memberOf(node.set, variant);
    case "group":
      return make(node.node, variant, room);
    case "look":
      // What has to follow stands in the rest of the expression as a rule.
      return "";
    case "choice":
      return make(node.nodes[variant % node.nodes.length] ?? node, variant, room - 1);
    case "sequence": {
      let text = "";
      for (const each of node.nodes) text += make(each, variant, room - text.length);
      return text;
    }
    case "repeat": {
      const times = Math.min(node.most, Math.max(node.least, variant > 1 ? 1 : 0));
      let text = "";
      for (let turn = 0; turn < times && text.length < room; turn += 1)
        text += make(node.node, variant, room - text.length);
      return text;
    }
    case "begin":
    case "end":
    case "boundary":
      return "";
  }
}

function memberOf(set: CharacterSet, variant: number): string {
  const members = [...preferred].filter((each) => inSet(set, each.charCodeAt(0)));
  const first = set.ranges[0]?.[0];
  if (members.length > 0) return members[variant % members.length] ?? "";
  return first === undefined || set.negated ? "" : String.fromCharCode(first);
}
