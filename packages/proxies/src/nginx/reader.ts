import type { Configuration, ConfigurationReader } from "@gatecrash/core";
import { Problem } from "@gatecrash/core";
import { edit } from "./changes/index.ts";
import { scaleTimes } from "./changes/scale.ts";
import { mainFile, read } from "./reader/read.ts";
import { recognises } from "./reader/syntax/recognise.ts";
import { valuesOf } from "../shared/arguments.ts";

/** Reads a user's own nginx configuration by thinking requests through as nginx would. */
export const reader: ConfigurationReader = {
  folder: "/etc/nginx",
  main_files: [mainFile],
  usual_files: ["/etc/nginx/nginx.conf", "/usr/local/nginx/conf/nginx.conf"],
  namedBy: (args) => valuesOf(args, "-c"),
  recognises,
  read,
  launch,
  edit,
  scaleTimes,
};

/** In the foreground, which the official image asks for in the same way. */
function launch({ daemon }: Configuration, paths: readonly string[], modules: readonly string[]) {
  if (daemon === true) {
    throw new Problem(
      "configuration-invalid",
      `${mainFile}: "daemon on;" puts nginx where nobody can see how it ends`,
      "Leave the directive out: that is the default, and can be overruled.",
    );
  }
  // A directive that stands in both places is refused.
  const foreground = daemon === undefined ? ["daemon off;"] : [];
  const directives = [...modules.map((path) => `load_module ${path};`), ...foreground];
  return {
    args: [...paths.flatMap((path) => ["-c", path]), ...option("-g", directives)],
    logs: [
      { from: "stdout" as const, log: "access" as const },
      { from: "stderr" as const, log: "error" as const },
    ],
    stop_signal: "SIGTERM" as const,
  };
}

function option(name: string, directives: readonly string[]): string[] {
  return directives.length > 0 ? [name, directives.join(" ")] : [];
}
