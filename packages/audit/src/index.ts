export * from "./files.ts";
export * from "./finding.ts";
export * from "./plan.ts";
export * from "./tree.ts";
export * from "./view.ts";
export * from "./world.ts";

/** The folder that holds the findings, one file each. */
export const folder = new URL("findings/", import.meta.url);
