import type { OutcomeRule } from "@gatecrash/core";

export const memcached: Record<string, OutcomeRule> = {};
