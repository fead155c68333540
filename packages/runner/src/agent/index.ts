export { runAgent } from "./agent.ts";
export type { AgentParts, TrialUpstream } from "./upstreams.ts";
