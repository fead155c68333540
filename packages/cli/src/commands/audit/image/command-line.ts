import { basename, resolve } from "node:path/posix";
import type { ProxyDriver, ProxyInside } from "@gatecrash/core";

/** What an image says of how a proxy is started in it. */
export interface CommandLine {
  /** Arguments of the proxy's binary. */
  args: string[];
  /** The files and folders that they name as its configuration. */
  named: string[];
}

/**
 * The part of an image's command line that starts the proxy, undefined if its binary does not stand
 * there. Words of a shell's script are looked at, too.
 */
export function commandLine(inside: ProxyInside, driver: ProxyDriver): CommandLine | undefined {
  const starts = (word: string) => basename(word) === driver.binary;
  const plain = [...inside.entrypoint, ...inside.command];
  const words = plain.some(starts) ? plain : plain.flatMap(wordsOf);
  const at = words.findIndex(starts);
  if (at < 0) return undefined;
  const after = words.slice(at + 1);
  const end = after.findIndex((word) => /^(?:&&|\|\|?|;|&)$/.test(word));
  const args = end < 0 ? after : after.slice(0, end);
  const named = driver.reader?.namedBy(args) ?? [];
  return { args, named: named.map((path) => resolve(inside.working_folder, path)) };
}

/** Splits as a shell would where nothing is to be expanded. */
function wordsOf(script: string): string[] {
  const found = script.match(/"[^"]*"|'[^']*'|&&|\|\|?|[;&]|[^\s;&|]+/g) ?? [];
  return found.map((word) => word.replace(/^(["'])(.*)\1$/, "$2"));
}
