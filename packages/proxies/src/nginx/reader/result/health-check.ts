import type { HealthCheck, Setting } from "@gatecrash/core";
import { own, type Block } from "../model/block.ts";
import { placeOf } from "../syntax/place.ts";
import { milliseconds, wholeNumber } from "../syntax/units.ts";

/** `health_check` of the commercial nginx, which stands beside the pass. */
export function healthCheckOf(block: Block): HealthCheck | undefined {
  const [directive] = own(block, "health_check");
  if (directive === undefined) return undefined;
  const at = placeOf(directive);
  const option = <T>(name: string, parse: (text: string) => T | undefined, otherwise: T) => {
    const text = directive.args.find((each) => each.startsWith(`${name}=`));
    const value = text === undefined ? undefined : parse(text.slice(name.length + 1));
    const setting: Setting<T> = { value: value ?? otherwise, directive: "health_check", at };
    return setting;
  };
  return {
    kind: "http",
    path: option("uri", (text) => text, "/").value,
    interval_ms: option("interval", milliseconds, 5_000),
    fall: option("fails", wholeNumber, 1),
    rise: option("passes", wholeNumber, 1),
    at,
  };
}
