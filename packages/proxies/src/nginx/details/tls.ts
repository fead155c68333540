import type { OutcomeRule } from "@gatecrash/core";

export const tls: Record<string, OutcomeRule> = {};
