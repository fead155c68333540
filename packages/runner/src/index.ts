export { ask, endOf } from "./client/client.ts";
export type { Asked } from "./client/client.ts";
export { parseResponse } from "./client/response.ts";
export type { ParsedResponse } from "./client/response.ts";
export { run } from "./run.ts";
export type { RunOptions, RunResult } from "./run.ts";
export * from "./audit.ts";
