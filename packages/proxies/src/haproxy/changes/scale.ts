import type { ConfigurationSource, Edit } from "@gatecrash/core";
import { parseTime } from "../reader/settings/values.ts";
import { Editor } from "./editor.ts";

/** Times on the lines of servers. */
const options = /(?<=\s)(inter|fastinter|downinter|slowstart|pool-purge-delay)(\s+)(\S+)/g;

/** Multiplies every `timeout`, and the times of health checks. */
export function scaleTimes(source: ConfigurationSource, factor: number): Edit[] {
  const editor = new Editor(source);
  const scaled = (text: string) => {
    const ms = parseTime(text);
    return ms === undefined || ms === 0 ? text : `${Math.max(1, Math.round(ms * factor))}ms`;
  };
  for (const line of editor.sections.flatMap(({ lines }) => lines)) {
    const [first = "", name = ""] = line.words;
    if (first === "timeout")
      editor.change(line, (code) =>
        code.replace(
          /^(timeout\s+\S+\s+)(\S+)/,
          (_all, head: string, time: string) => head + scaled(time),
        ),
      );
    else if (["server", "default-server", "server-template"].includes(first) && name !== "")
      editor.change(line, (code) =>
        code.replaceAll(
          options,
          (_all, option: string, gap: string, time: string) => option + gap + scaled(time),
        ),
      );
  }
  return editor.edits;
}
