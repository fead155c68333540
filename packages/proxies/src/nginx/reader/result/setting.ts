import type { Setting } from "@gatecrash/core";
import { oneInForce, type Block } from "../model/block.ts";
import { placeOf } from "../syntax/place.ts";

/** What is in force of a directive with one value, or nginx's default. */
export function settingOf<T>(
  block: Block,
  directive: string,
  parse: (text: string) => T | undefined,
  otherwise: T,
): Setting<T> {
  const found = oneInForce(block, directive);
  const value = found?.args[0] === undefined ? undefined : parse(found.args[0]);
  if (found === undefined || value === undefined) return { value: otherwise, directive };
  return { value, directive, at: placeOf(found) };
}

export function asText(text: string): string {
  return text;
}
