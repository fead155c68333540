import type { Coverage } from "@gatecrash/core";
import { checks } from "./checks.ts";
import { terminations } from "./states.ts";

/** Every termination state and every result of a health check. */
export const coverage: Coverage = { percent_least: 100, rows: [...terminations, ...checks] };
