import type { OutcomeRule } from "@gatecrash/core";

export const process: Record<string, OutcomeRule> = {};
