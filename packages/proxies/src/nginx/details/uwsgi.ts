import type { OutcomeRule } from "@gatecrash/core";

export const uwsgi: Record<string, OutcomeRule> = {};
