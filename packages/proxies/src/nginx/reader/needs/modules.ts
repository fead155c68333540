import type { Needs } from "@gatecrash/core";
import type { Directive } from "../syntax/directive.ts";
import { placeOf } from "../syntax/place.ts";

/** Where Debian, Alpine and Red Hat's own packages put modules. */
const folder = "/usr/lib/nginx/modules";

/** Blocks that the official image has built in, and distributions have in a module. */
const moduleOf: Readonly<Record<string, string>> = {
  stream: "ngx_stream_module.so",
  mail: "ngx_mail_module.so",
};

/** Modules for blocks that are used, where the configuration does not load them itself. */
export function modulesOf(directives: readonly Directive[]): Pick<Needs, "modules"> {
  const loaded = directives
    .filter(({ name }) => name === "load_module")
    .map(({ args }) => args[0]?.split("/").at(-1));
  const modules = directives.flatMap((directive) => {
    const file = moduleOf[directive.name];
    if (file === undefined || loaded.includes(file)) return [];
    return [{ path: `${folder}/${file}`, at: placeOf(directive) }];
  });
  return modules.length > 0 ? { modules } : {};
}
