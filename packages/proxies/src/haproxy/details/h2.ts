import type { OutcomeRule } from "@gatecrash/core";

export const h2: Record<string, OutcomeRule> = {};
