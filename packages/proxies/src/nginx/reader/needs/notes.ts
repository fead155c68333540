import type { Configuration } from "@gatecrash/core";
import { everyDirective, type Directive } from "../syntax/directive.ts";
import { placeOf } from "../syntax/place.ts";

const remarks: [RegExp, string][] = [
  [/^(limit_req|limit_conn)$/, "Many requests of the audit at once may be refused by this."],
  [/_by_lua(_block|_file)?$/, "What Lua decides is not followed."],
  [/^(js_content|js_access|js_preread|js_periodic)$/, "What JavaScript decides is not followed."],
  [/^perl$/, "What Perl decides is not followed."],
  [/^(modsecurity_rules_file|modsecurity)$/, "What ModSecurity refuses is not followed."],
];

/** What in a configuration is left out of the audit or may get in its way, each kind once. */
export function notesOf(directives: readonly Directive[]): Configuration["notes"] {
  const notes: Configuration["notes"] = [];
  const seen = new Set<string>();
  for (const directive of everyDirective(directives)) {
    const remark = remarks.find(([pattern]) => pattern.test(directive.name));
    if (remark === undefined || seen.has(directive.name)) continue;
    seen.add(directive.name);
    notes.push({ message: remark[1], at: placeOf(directive) });
  }
  for (const directive of directives) {
    if (directive.name !== "mail") continue;
    notes.push({ message: "The mail proxy is not audited.", at: placeOf(directive) });
  }
  return notes;
}
