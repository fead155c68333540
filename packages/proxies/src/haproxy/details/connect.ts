import type { OutcomeRule } from "@gatecrash/core";

export const connect: Record<string, OutcomeRule> = {};
