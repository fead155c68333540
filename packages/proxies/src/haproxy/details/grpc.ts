import type { OutcomeRule } from "@gatecrash/core";

/** All that HAProxy makes of gRPC it makes of HTTP/2, too: see `h2.ts`. */
export const grpc: Record<string, OutcomeRule> = {};
