import { regexOf, type Patterns } from "./patterns.ts";
import { samplesOf } from "../regex/sample.ts";

const patternsMax = 12;

/** Values that are likely to match the patterns. `current` is what the request has now. */
export function candidatesFor(patterns: Patterns, current: string): string[] {
  if (patterns.method === "found") return ["gatecrash"];
  if (patterns.method === "bool") return ["1"];
  const found = patterns.list
    .slice(0, patternsMax)
    .map(({ text }) => candidatesOf(patterns, text, current));
  // The best of each pattern first.
  const longest = Math.max(0, ...found.map((each) => each.length));
  const ordered: string[] = [];
  for (let rank = 0; rank < longest; rank += 1)
    for (const each of found) {
      const value = each[rank];
      if (value !== undefined) ordered.push(value);
    }
  return [...new Set(ordered)];
}

/** Values that are likely to match one pattern. */
export function candidatesOf(patterns: Patterns, pattern: string, current: string): string[] {
  const bare = pattern.replace(/^[/?.]+|[/?.]+$/g, "");
  switch (patterns.method) {
    case "str":
      return [pattern];
    case "beg":
      return [
        pattern,
        `${pattern}x`,
        `${pattern}/x`,
        pattern + current,
        `${pattern}gatecrash.test`,
      ];
    case "end":
      return [`x${pattern}`, current + pattern, pattern, `${current}/x${pattern}`];
    case "sub":
      return [pattern, current + pattern, `x${pattern}x`, `${current}/${pattern}/x`];
    case "dir":
      return [`/${bare}/x`, `/${bare}`, `${current.replace(/\/$/, "")}/${bare}`];
    case "dom":
      return [bare, `www.${bare}`, `${bare}.test`, `${current}.${bare}`];
    case "reg": {
      const regex = regexOf(patterns, pattern);
      return typeof regex === "string" ? [] : samplesOf(regex);
    }
    case "int":
      return [firstNumber(pattern)];
    case "len":
      return ["x".repeat(Math.min(4_000, Number(firstNumber(pattern))))];
    case "ip":
      return [hostOf(pattern)];
    case "bin":
    case "bool":
    case "found":
      return [];
  }
}

/** A number in a range. */
function firstNumber(range: string): string {
  const [from = "", to = ""] = range.split(":");
  return from === "" ? to : from;
}

/** An address in a network: its first host. */
function hostOf(network: string): string {
  const [base = "", bits] = network.split("/");
  if (bits === undefined || bits === "32" || bits === "128") return base;
  if (base.includes(":")) return base.endsWith(":") ? `${base}1` : base;
  return base.replace(/\.0$/, ".1");
}

/** Values that are likely not to match whatever the present one matches. */
export function otherValues(
  kind: "path" | "host" | "method" | "source",
  current: string,
): string[] {
  switch (kind) {
    case "path": {
      const parent = current.slice(0, current.lastIndexOf("/") + 1);
      const bare = current.replace(/\?.*$/, "").replace(/\/$/, "");
      const turned = current.endsWith("/") ? bare : `${bare}/`;
      const others = ["/", "/gatecrash", `${bare}x`, `${bare}/x`, `${bare}.x`, turned, parent];
      return [...others, "/gatecrash/x", "/gatecrash.html"].filter((each) => each.startsWith("/"));
    }
    case "host":
      return ["gatecrash.test", "www.gatecrash.test", `x.${current}`, `x${current}`, "a.b"];
    case "method":
      return ["GET", "POST", "PUT", "OPTIONS", "HEAD", "DELETE"];
    case "source":
      return ["127.0.0.1", "192.0.2.1", "10.0.0.1", "192.168.1.1", "172.16.0.1"];
  }
}
