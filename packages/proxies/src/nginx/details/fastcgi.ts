import type { OutcomeRule } from "@gatecrash/core";

export const fastcgi: Record<string, OutcomeRule> = {};
