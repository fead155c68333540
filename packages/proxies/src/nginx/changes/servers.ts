import type { Group, Place } from "@gatecrash/core";
import { timeText } from "../../shared/time-text.ts";
import type { Editor } from "./editor.ts";
import { notFound, type Making } from "./making.ts";

/** Failures are counted, and a server that has too many of them is asked again soon. */
function count(editor: Editor, places: readonly Place[], options: string): string | undefined {
  for (const place of places) {
    const directive = editor.find(place);
    if (directive?.name !== "server") return notFound;
    const rest = directive.text.replaceAll(/\s+(?:max_fails|fail_timeout)=\S+/g, "");
    editor.replace(directive, `${rest} ${options}`);
  }
  return undefined;
}

const placesOf = ({ endpoints }: Group) =>
  endpoints.filter(({ disabled }) => !disabled).map(({ at }) => at);

export const tolerate: Making<"tolerate-failures"> = (editor, { group, failures, out_ms }) =>
  count(editor, placesOf(group), `max_fails=${failures} fail_timeout=${timeText(out_ms)}`);

export const takeOut: Making<"take-dead-servers-out"> = (editor, { group }) => {
  const never = group.endpoints.filter(
    ({ disabled, failures_max }) => !disabled && !((failures_max?.value ?? 0) > 0),
  );
  const places = never.map(({ at }) => at);
  return count(editor, places, "max_fails=3 fail_timeout=10s");
};

export const closeIdle: Making<"close-idle-connections"> = (editor, { group, idle_ms }) => {
  const last = group.endpoints.at(-1)?.at;
  const place = group.keepalive.at ?? last;
  const anchor = place && editor.find(place);
  if (!anchor || !["keepalive", "server"].includes(anchor.name)) return notFound;
  editor.set(anchor, "keepalive_timeout", timeText(idle_ms));
  return undefined;
};

const checks = "nginx has health checks of its own only as NGINX Plus";

export const noChecks = (): string => checks;
