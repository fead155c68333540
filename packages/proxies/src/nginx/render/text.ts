import { addressText, isUnixSocket } from "@gatecrash/core";
import type { Address } from "@gatecrash/core";

/** An address as `listen` and `server` take it. A unix socket is relative to the working folder. */
export function socket(at: Address): string {
  return isUnixSocket(at) ? `unix:${at.address}` : addressText(at);
}

export function quoted(path: string): string {
  return `"${path.replaceAll(/["\\]/g, "\\$&")}"`;
}

export function indent(line: string): string {
  return line === "" ? line : `  ${line}`;
}

/** `name {`, the lines, `}`. */
export function block(name: string, lines: readonly string[]): string[] {
  return [`${name} {`, ...lines.map(indent), "}"];
}
