import type { Configuration } from "@gatecrash/core";
import { everyDirective } from "../syntax/directive.ts";
import type { Directive } from "../syntax/directive.ts";

type Log = NonNullable<Configuration["logs"]>[number];

/** Where packages and the official image log to, if the configuration names nothing else. */
const usual: Log = { path: "/var/log/nginx/error.log", log: "error" };

/** The files that logs are written to; those named by variables, or sent elsewhere, are left out. */
export function logsOf(directives: readonly Directive[]): Log[] {
  const named = [...everyDirective(directives)].flatMap(({ name, args }): Log[] => {
    const [path] = args;
    if (name !== "error_log" && name !== "access_log") return [];
    if (path === undefined || !path.startsWith("/") || path.includes("$")) return [];
    return [{ path, log: name === "error_log" ? "error" : "access" }];
  });
  const all = [...named, usual].filter(({ path }) => !path.startsWith("/dev/"));
  return all.filter(({ path }, index) => all.findIndex((each) => each.path === path) === index);
}
