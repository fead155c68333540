import { markedPattern, type Pattern } from "../regex/pattern.ts";

/** One name of a `server_name`. */
export type ServerName =
  | { kind: "exact"; name: string }
  /** `*.example.com`: holds the part with its dot, `.example.com`. */
  | { kind: "head"; tail: string; alsoBare: boolean }
  /** `www.example.*`: holds `www.example.`. */
  | { kind: "tail"; head: string }
  | { kind: "regex"; pattern: Pattern };

export function parseServerName(text: string): ServerName {
  if (text.startsWith("~")) return { kind: "regex", pattern: markedPattern(`~*${text.slice(1)}`) };
  const name = text.toLowerCase();
  if (name.startsWith("*.")) return { kind: "head", tail: name.slice(1), alsoBare: false };
  if (name.startsWith(".") && name.length > 1) return { kind: "head", tail: name, alsoBare: true };
  if (name.endsWith(".*")) return { kind: "tail", head: name.slice(0, -1) };
  return { kind: "exact", name };
}

/** Hosts that the name stands for. */
export function hostsOf(name: ServerName): string[] {
  if (name.kind === "exact") return name.name === "_" ? [] : [name.name];
  if (name.kind === "head") {
    return name.alsoBare ? [name.tail.slice(1), `probe${name.tail}`] : [`probe${name.tail}`];
  }
  if (name.kind === "tail") return [`${name.head}test`, `${name.head}example`];
  return name.pattern.samples().filter((text) => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text));
}

/** Rank (the lower the better) of a host among names that are no regular expressions. */
export function rankOf(name: ServerName, host: string): number | undefined {
  if (name.kind === "exact") return name.name === host ? 0 : undefined;
  if (name.kind === "head") {
    if (name.alsoBare && host === name.tail.slice(1)) return 0;
    const matches = host.endsWith(name.tail) && host.length > name.tail.length;
    return matches ? 10_000 - name.tail.length : undefined;
  }
  if (name.kind === "tail") {
    const matches = host.startsWith(name.head) && host.length > name.head.length;
    return matches ? 20_000 - name.head.length : undefined;
  }
  return undefined;
}
