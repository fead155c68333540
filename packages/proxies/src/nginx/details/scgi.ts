import type { OutcomeRule } from "@gatecrash/core";

export const scgi: Record<string, OutcomeRule> = {};
