import type { ConfigurationReader } from "@gatecrash/core";
import { mainFile, read } from "./reader/read.ts";
import { recognises } from "./reader/syntax/recognise.ts";

/** Reads a user's own nginx configuration by thinking requests through as nginx would. */
export const reader: ConfigurationReader = { main_files: [mainFile], recognises, read };
