export * from "./compare.ts";
export * from "./copy.ts";
export * from "./files.ts";
export * from "./finding.ts";
export * from "./plan.ts";
export * from "./report.ts";
export * from "./reporter.ts";
export * from "./tree.ts";
export * from "./verify.ts";
export * from "./view.ts";
export * from "./world.ts";

/** The folder that holds the findings, one file each. */
export const findingsFolder = new URL("findings/", import.meta.url);

/** The folder that holds the reporters of audits, one file each. */
export const reportersFolder = new URL("reporters/", import.meta.url);
