export { classify } from "./classify.ts";
export type { Arrival, WireView } from "./wire.ts";
