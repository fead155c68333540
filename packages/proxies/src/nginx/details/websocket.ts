import type { OutcomeRule } from "@gatecrash/core";

export const websocket: Record<string, OutcomeRule> = {};
