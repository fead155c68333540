import type { NeededFile } from "@gatecrash/core";
import type { Directive } from "../syntax/directive.ts";
import { joinPath } from "../syntax/paths.ts";
import { placeOf } from "../syntax/place.ts";

type Kind = NeededFile["kind"];

/** Directives whose first argument is a file or folder. */
const named: [RegExp, Kind][] = [
  [/^(\w+_)?ssl_certificate$/, "certificate"],
  [/^(\w+_)?ssl_certificate_key$/, "key"],
  [/^ssl_dhparam$/, "dh-parameters"],
  [/^(\w+_)?ssl_(client|trusted)_certificate$/, "authorities"],
  [/^ssl_stapling_file$/, "other"],
  [/^(\w+_)?ssl_crl$/, "other"],
  [/^ssl_session_ticket_key$/, "other"],
  [/^(\w+_)?ssl_password_file$/, "passwords"],
  [/^auth_basic_user_file$/, "passwords"],
  [/^auth_jwt_key_file$/, "key"],
  [/^load_module$/, "module"],
  [
    /^(\w+_by_lua_file|js_import|js_include|perl_require|lua_package_path|lua_package_cpath)$/,
    "script",
  ],
  [/^(js_path|perl_modules)$/, "folder"],
  [/^(root|alias)$/, "root"],
  [/^(\w+_temp_path|\w+_cache_path|proxy_store)$/, "folder"],
  [/^(geoip_\w+|geoip2|uwsgi_certificate|resolver_file|xslt_stylesheet)$/, "other"],
];

/** Words that stand in the place of a file. */
const noFile =
  /^(on|off|stderr|none|builtin|dynamic|engine:.*|store:.*|data:.*|memory:.*|syslog:.*|)$/;

/** Kinds whose paths are relative to the folder of the main file; others to nginx's own prefix. */
const besideMain: readonly Kind[] = [
  "certificate",
  "key",
  "authorities",
  "dh-parameters",
  "passwords",
];

/** The files that one directive names; `folder` is that of the main file. */
export function filesOf(directive: Directive, folder: string): NeededFile[] {
  const { name, args } = directive;
  if (name === "error_log" || name === "access_log" || name === "pid" || name === "lock_file") {
    return folderOf(directive, args[0] ?? "");
  }
  const found = named.find(([pattern]) => pattern.test(name));
  if (found === undefined) return [];
  const [, kind] = found;
  const path = name === "js_import" ? (args[2] ?? args[0] ?? "") : (args[0] ?? "");
  if (noFile.test(path) || path.includes("$")) return [];
  const whole = besideMain.includes(kind) ? joinPath(folder, path) : path;
  return [{ path: whole, kind, at: placeOf(directive) }];
}

/** Logs and the like are made by nginx; their folder has to be there. */
function folderOf(directive: Directive, path: string): NeededFile[] {
  const end = path.lastIndexOf("/");
  if (noFile.test(path) || path.includes("$") || end <= 0 || path.startsWith("/dev/")) return [];
  return [{ path: path.slice(0, end), kind: "folder", at: placeOf(directive) }];
}
