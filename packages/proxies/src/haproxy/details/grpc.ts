import type { OutcomeRule } from "@gatecrash/core";

export const grpc: Record<string, OutcomeRule> = {};
