import type { OutcomeRule } from "@gatecrash/core";

export const tcp: Record<string, OutcomeRule> = {};
