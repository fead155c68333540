import type { Endpoint } from "@gatecrash/core";
import { optionLine, type Proxy } from "../reader/proxies.ts";
import type { Section } from "../reader/text/sections.ts";
import { timeText } from "../../shared/time-text.ts";
import type { Editor } from "./editor.ts";
import { linesOf, notFound, onSection, serverLines } from "./making.ts";

export const checkWithRequest = onSection<"check-with-request">((editor, given) => {
  const { section, change } = given;
  editor.set(section, ["option", "httpchk"], `GET ${change.path}`);
  return undefined;
});

export const checkSooner = onSection<"check-sooner">((editor, { change }) => {
  const checked = change.group.endpoints.flatMap(({ check }) => check ?? []);
  const intervals = checked.map(({ interval_ms, at }) => interval_ms.at ?? at);
  for (const line of linesOf(editor, intervals))
    editor.option(line, "inter", timeText(change.interval_ms));
  const falls = checked.flatMap(({ fall }) => (fall.value > change.fall && fall.at ? fall.at : []));
  for (const line of linesOf(editor, falls)) editor.option(line, "fall", String(change.fall));
  return undefined;
});

export const takeOut = onSection<"take-dead-servers-out">((editor, given) => {
  const { section, proxy, change } = given;
  const never = change.group.endpoints.filter(isNeverOut);
  for (const line of serverLines(editor, never)) editor.option(line, "check");
  askForPage(editor, section, proxy, change.path);
  return undefined;
});

/** Fewer than the tries of a request: its last one can go to the backup, if it may go elsewhere. */
const errors_before_last_try = 3;

export const letBackupsIn = onSection<"let-backups-in">((editor, given) => {
  const { section, proxy, change } = given;
  const { redispatch, tries_max } = change.route.settings;
  if (!redispatch.value) editor.set(section, ["option", "redispatch"], "1");
  if (tries_max.value <= errors_before_last_try)
    editor.set(section, ["retries"], String(errors_before_last_try));
  const used = change.group.endpoints.filter(({ disabled }) => !disabled);
  for (const line of serverLines(editor, used)) editor.option(line, "check");
  const active = used.filter(({ backup }) => !backup);
  for (const line of serverLines(editor, active)) {
    editor.option(line, "observe", "layer4");
    editor.option(line, "error-limit", String(errors_before_last_try));
    editor.option(line, "on-error", "mark-down");
  }
  askForPage(editor, section, proxy, change.path);
  return undefined;
});

function isNeverOut({ check, failures_max, disabled }: Endpoint): boolean {
  return !disabled && !check && !((failures_max?.value ?? 0) > 0);
}

/** Without, the check would see no failure above TCP. */
function askForPage(editor: Editor, section: Section, proxy: Proxy, path: string): void {
  const asks = ["httpchk", "tcp-check", "external-check"].some((name) => optionLine(proxy, name));
  if (proxy.mode === "http" && !asks) editor.set(section, ["option", "httpchk"], `GET ${path}`);
}

export const tolerate = onSection<"tolerate-failures">((editor, { change }) => {
  const counted = change.group.endpoints.filter(({ failures_max }) => failures_max);
  const places = counted.map(({ failures_max, at }) => failures_max?.at ?? at);
  const lines = linesOf(editor, places);
  for (const line of lines) editor.option(line, "error-limit", String(change.failures));
  return lines.length > 0 ? undefined : notFound;
});

export const closeIdle = onSection<"close-idle-connections">((editor, { change }) => {
  const { keepalive_idle_ms, endpoints } = change.group;
  const places = keepalive_idle_ms?.at ? [keepalive_idle_ms.at] : endpoints.map(({ at }) => at);
  for (const line of linesOf(editor, places))
    editor.option(line, "pool-purge-delay", timeText(change.idle_ms));
  return undefined;
});
