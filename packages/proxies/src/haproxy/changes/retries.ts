import { lastLine, type Proxy } from "../reader/proxies.ts";
import type { Section } from "../reader/text/sections.ts";
import { begins } from "../reader/text/line.ts";
import type { Editor } from "./editor.ts";
import { onSection } from "./making.ts";

/** Everything that does work twice if it is sent twice. */
const once_only = "http-request disable-l7-retry if { method POST PATCH LOCK }";

function onlyIdempotent(editor: Editor, section: Section, proxy: Proxy): void {
  const said = proxy.lines.some((line) => begins(line, "http-request", "disable-l7-retry"));
  if (!said) editor.add(section, once_only);
}

export const retryIdempotent = onSection<"retry-idempotent-only">(
  (editor, { section, proxy, change }) => {
    if (!change.route.settings.retry_non_idempotent.value)
      return "no retry-on sends a request again that was sent";
    onlyIdempotent(editor, section, proxy);
    return undefined;
  },
);

export const retryOnAnother = onSection<"retry-on-another-server">(
  (editor, { section, proxy, change }) => {
    const { retry_on, tries_max, redispatch } = change.route.settings;
    if (tries_max.value === 1) editor.set(section, ["retries"], "3");
    if (!redispatch.value) editor.set(section, ["option", "redispatch"], "1");
    const closed = retry_on.value.includes("closed") && retry_on.value.includes("connect");
    if (proxy.mode !== "http" || closed) return undefined;
    const words = lastLine(proxy.lines, "retry-on")?.words.slice(1) ?? [];
    const kept = words.filter((word) => word !== "none");
    const wanted = new Set(["conn-failure", "empty-response", ...kept]);
    editor.set(section, ["retry-on"], [...wanted].join(" "));
    onlyIdempotent(editor, section, proxy);
    return undefined;
  },
);
