import type { OutcomeRule } from "@gatecrash/core";

export const dns: Record<string, OutcomeRule> = {};
