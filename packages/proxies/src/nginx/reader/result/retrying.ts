import type { RetryCause, RouteSettings } from "@gatecrash/core";
import { oneInForce, type Block } from "../model/block.ts";
import { placeOf } from "../syntax/place.ts";
import { milliseconds, wholeNumber } from "../syntax/units.ts";
import { settingOf } from "./setting.ts";

const causes: Record<string, RetryCause[]> = {
  error: ["connect", "closed"],
  timeout: ["timeout"],
  invalid_header: ["invalid-head"],
  invalid_response: ["invalid-head"],
  http_500: ["status-500"],
  http_502: ["status-502"],
  http_503: ["status-503"],
  http_504: ["status-504"],
  http_403: ["status-403"],
  http_404: ["status-404"],
  http_429: ["status-429"],
  not_found: ["status-404"],
};

export type Retrying = Pick<
  RouteSettings,
  "retry_time_ms" | "tries_max" | "retry_on" | "retry_non_idempotent" | "redispatch"
>;

/** `*_next_upstream`; each server is tried once at most. */
export function retryingOf(block: Block, family: string, servers: number): Retrying {
  const directive = `${family}_next_upstream`;
  const found = oneInForce(block, directive);
  const words = found?.args ?? ["error", "timeout"];
  const at = found === undefined ? {} : { at: placeOf(found) };
  const tries = settingOf(block, `${directive}_tries`, wholeNumber, 0);
  const value = words.flatMap((word) => causes[word] ?? []);
  return {
    retry_time_ms: settingOf(block, `${directive}_timeout`, milliseconds, 0),
    tries_max: { ...tries, value: tries.value === 0 ? servers : Math.min(tries.value, servers) },
    retry_on: { value, directive, ...at },
    retry_non_idempotent: { value: words.includes("non_idempotent"), directive, ...at },
    redispatch: { value: true, directive },
  };
}
